#include "data/store/sqlite/text_pieces.hpp"

#include <sqlite3.h>

#include <array>
#include <cstddef>

namespace tuban::store::sqlite {
namespace {

/// The longest piece: two characters of four bytes.
constexpr std::size_t most_bytes = 8;

char folded(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// Where the character at `begin` ends. Broken UTF-8 is cut somewhere, but always forward.
int end_of_character(const char* text, int size, int begin) {
    int end = begin + 1;
    while (end < size && end - begin < 4 &&
           (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        ++end;
    }
    return end;
}

using Visit = int (*)(void*, int, const char*, int, int, int);

int visit_piece(const char* text, int begin, int end, void* context, Visit visit) {
    std::array<char, most_bytes> piece{};
    const int size = end - begin;
    for (int i = 0; i < size; ++i) {
        piece.at(static_cast<std::size_t>(i)) = folded(text[begin + i]);
    }
    return visit(context, 0, piece.data(), size, begin, end);
}

int tokenize(Fts5Tokenizer* /*tokenizer*/, void* context, int flags, const char* text, int size,
             Visit visit) noexcept {
    if ((flags & FTS5_TOKENIZE_QUERY) != 0) {
        return size <= static_cast<int>(most_bytes) ? visit_piece(text, 0, size, context, visit)
                                                    : SQLITE_ERROR;
    }
    int result = SQLITE_OK;
    int previous = 0;
    for (int begin = 0; begin < size && result == SQLITE_OK;) {
        const int end = end_of_character(text, size, begin);
        result = visit_piece(text, begin, end, context, visit);
        if (begin > 0 && result == SQLITE_OK) {
            result = visit_piece(text, previous, end, context, visit);
        }
        previous = begin;
        begin = end;
    }
    return result;
}

/// There is nothing to be set up: a tokenizer is any pointer that isn't null.
int create(void* /*user*/, const char** /*arguments*/, int /*count*/,
           Fts5Tokenizer** made) noexcept {
    static char anything = 0;
    *made = reinterpret_cast<Fts5Tokenizer*>(&anything);
    return SQLITE_OK;
}

void destroy(Fts5Tokenizer* /*tokenizer*/) noexcept {}

/// As https://www.sqlite.org/fts5.html, section 7, has it.
fts5_api* find_fts5(sqlite3* handle) {
    fts5_api* api = nullptr;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle, "SELECT fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", nullptr);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api;
}

} // namespace

bool register_text_pieces(sqlite3* handle) noexcept {
    auto* const api = find_fts5(handle);
    if (api == nullptr) {
        return false;
    }
    fts5_tokenizer pieces{create, destroy, tokenize};
    return api->xCreateTokenizer(api, "pieces", nullptr, &pieces, nullptr) == SQLITE_OK;
}

} // namespace tuban::store::sqlite
