// zlib: .gz inputs, and the CRC-32 of the state file.
#include <zlib.h>
