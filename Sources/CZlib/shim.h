// zlib, for .gz inputs.
#include <zlib.h>
