// SQLite 3.40 (Debian 12) or later.
#include <sqlite3.h>
