#pragma once

struct sqlite3;

namespace tuban::store::sqlite {

/// Makes FTS5's tokenizer `pieces` known to a connection: a text is indexed under each of its
/// characters and each two that stand side by side, ASCII letters in lower case; in a query each
/// quoted string is one such piece. So two-character names, which FTS5's `trigram` can't find, are.
/// False where this SQLite has no FTS5.
bool register_text_pieces(sqlite3* handle) noexcept;

} // namespace tuban::store::sqlite
