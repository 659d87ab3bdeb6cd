#pragma once

#include <string>
#include <string_view>

namespace tuban::io {

/// Finds out in which encoding a source writes its texts and turns them into UTF-8. Fed with every
/// text first (examine), then asked (decode): UTF-8 when all of them are, else what the source
/// declares, else GB18030, which holds GBK and GB2312.
class TextDecoder {
  public:
    /// `declared`: content of a .cpg or the name that a DBF's language byte stands for; empty when
    /// there is none or when it says nothing certain.
    explicit TextDecoder(std::string declared = {});

    void examine(std::string_view bytes) noexcept;

    /// Valid UTF-8 always; what the encoding does not know becomes U+FFFD.
    std::string decode(std::string_view bytes) const;

    /// A name for messages: "UTF-8", "GB18030", or the declared one.
    std::string encoding() const;

  private:
    std::string m_declared;
    bool m_is_utf8 = true;
};

/// The encoding that a .cpg file names ("936", "OEM 936", "GBK" … → "GBK"), as ICU calls it; empty
/// for UTF-8, which is recognised anyway, and for what ICU does not know.
std::string encoding_of_cpg(std::string_view content);

/// The same for the language driver byte of a DBF header. The byte that GDAL and others write when
/// they know nothing (0x57, 0x00) names none.
std::string encoding_of_language_byte(unsigned char byte);

} // namespace tuban::io
