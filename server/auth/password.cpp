#include "server/auth/password.hpp"

#include "server/auth/sodium.hpp"
#include "tuban_auth_files_embedded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_set>

namespace tuban::auth {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_small(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}

std::string to_small(std::string_view text) {
    std::string small(text);
    for (char& c : small) {
        if (is_capital(c)) {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return small;
}

/// Number of code points; nothing when the text is not UTF-8 or holds control characters.
std::optional<std::size_t> count_code_points(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++count) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80             ? 1
                                   : (lead & 0xe0) == 0xc0 ? 2
                                   : (lead & 0xf0) == 0xe0 ? 3
                                   : (lead & 0xf8) == 0xf0 ? 4
                                                           : 0;
        if (length == 0 || i + length > text.size() || lead < 0x20 || lead == 0x7f) {
            return std::nullopt;
        }
        for (std::size_t k = 1; k < length; ++k) {
            if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) {
                return std::nullopt;
            }
        }
        i += length;
    }
    return count;
}

int count_classes(std::string_view password) {
    bool capital = false;
    bool small = false;
    bool digit = false;
    bool other = false;
    for (const char c : password) {
        capital |= is_capital(c);
        small |= is_small(c);
        digit |= is_digit(c);
        other |= !is_capital(c) && !is_small(c) && !is_digit(c);
    }
    return static_cast<int>(capital) + static_cast<int>(small) + static_cast<int>(digit) +
           static_cast<int>(other);
}

const std::unordered_set<std::string_view>& common_passwords() {
    static const auto set = [] {
        std::unordered_set<std::string_view> words;
        std::string_view rest = embedded_file("common_passwords.txt");
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            if (end > 0) {
                words.insert(rest.substr(0, end));
            }
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        return words;
    }();
    return set;
}

/// Undoes the usual replacements of letters: P@ssw0rd is password.
std::string without_replacements(std::string_view text) {
    std::string plain(text);
    for (char& c : plain) {
        switch (c) {
        case '@':
            c = 'a';
            break;
        case '0':
            c = 'o';
            break;
        case '1':
            c = 'i';
            break;
        case '3':
            c = 'e';
            break;
        case '5':
        case '$':
            c = 's';
            break;
        default:
            break;
        }
    }
    return plain;
}

/// A common password is not made better by what people add at its ends (2024, !, 123) or by
/// writing @ for a.
bool is_common(std::string_view password) {
    const std::string small = to_small(password);
    const auto known = [](std::string_view candidate) {
        return common_passwords().contains(candidate) ||
               common_passwords().contains(without_replacements(candidate));
    };
    const auto is_not_letter = [](char c) { return !is_small(c); };
    const auto last = std::find_if_not(small.rbegin(), small.rend(), is_not_letter).base();
    const auto first = std::find_if_not(small.begin(), last, is_not_letter);
    const auto start = static_cast<std::size_t>(first - small.begin());
    const auto end = static_cast<std::size_t>(last - small.begin());
    const std::string_view text = small;
    return known(text) || known(text.substr(0, end)) || known(text.substr(start, end - start));
}

} // namespace

/// Holds one of the places of a hasher.
class PasswordHasher::Turn {
  public:
    explicit Turn(PasswordHasher& hasher) : m_hasher(hasher) {
        std::unique_lock lock(hasher.m_mutex);
        hasher.m_released.wait(lock, [&] { return hasher.m_free > 0; });
        --hasher.m_free;
        ++hasher.m_computations;
    }
    ~Turn() {
        {
            const std::lock_guard lock(m_hasher.m_mutex);
            ++m_hasher.m_free;
        }
        m_hasher.m_released.notify_one();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

  private:
    PasswordHasher& m_hasher;
};

PasswordHasher::PasswordHasher(PasswordCost cost, unsigned max_parallel)
    : m_cost(cost), m_free(max_parallel),
      m_nobody_hash(argon2id_hash(random_text(16), cost.operations, cost.memory_bytes)) {}

std::string PasswordHasher::hash(std::string_view password) {
    const Turn turn(*this);
    return argon2id_hash(password, m_cost.operations, m_cost.memory_bytes);
}

bool PasswordHasher::verify(const std::string& hash, std::string_view password) {
    const Turn turn(*this);
    return argon2id_verify(hash, password);
}

bool PasswordHasher::verify_nobody(std::string_view password) {
    verify(m_nobody_hash, password);
    return false;
}

std::uint64_t PasswordHasher::computations() const {
    const std::lock_guard lock(m_mutex);
    return m_computations;
}

std::vector<Issue> check_password(std::string_view password, std::string_view login,
                                  const PasswordPolicy& policy) {
    std::vector<Issue> issues;
    const auto refuse = [&](std::string code, std::string detail) {
        issues.push_back({std::move(code), "", "password", std::move(detail)});
    };
    const auto length = count_code_points(password);
    if (!length) {
        refuse("password_not_text", "密码中有无法识别的字符，请用键盘上可见的字符重新输入。");
        return issues;
    }
    if (*length < policy.min_length) {
        refuse("password_too_short", fmt::format("密码有 {} 位，至少要 {} 位，请加长后再试。",
                                                 *length, policy.min_length));
    }
    if (*length > policy.max_length) {
        refuse("password_too_long",
               fmt::format("密码有 {} 位，最多 {} 位，请缩短后再试。", *length, policy.max_length));
    }
    if (count_classes(password) < policy.min_classes) {
        refuse("password_too_simple",
               fmt::format("密码须含大写字母、小写字母、数字、其他字符中的至少 {} 类。",
                           policy.min_classes));
    }
    if (is_common(password)) {
        refuse("password_common", "这个密码太常见，容易被猜中，请换一个。");
    }
    if (login.size() >= 3 && to_small(password).find(to_small(login)) != std::string::npos) {
        refuse("password_contains_login", "密码不能包含账号，请换一个。");
    }
    return issues;
}

std::string make_initial_secret(std::string_view login) {
    static constexpr std::string_view alphabet =
        "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    constexpr std::size_t length = 16;
    std::string secret;
    do {
        secret.clear();
        for (std::size_t i = 0; i < length; ++i) {
            secret += alphabet[random_below(static_cast<std::uint32_t>(alphabet.size()))];
        }
    } while (!check_password(secret, login, PasswordPolicy{}).empty());
    return secret;
}

} // namespace tuban::auth
