// libmicrohttpd, on a listening socket of our own.
#include <microhttpd.h>
