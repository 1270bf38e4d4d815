// libmicrohttpd, on a listening socket of our own.
#include <microhttpd.h>

// Variadic without need, so that Swift cannot call it. Below 0 where there is none.
static inline int forewarn_connection_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}
