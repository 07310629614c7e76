/* Opens connections to the database: by socket or by host and port, encrypted as the settings say, with the session's limits. */
#ifndef DB_CONNECT_H
#define DB_CONNECT_H

struct st_mysql;

/*
 * A new connection. `patience` is how many seconds a statement may take in a job; 0: what it may take in a request. FAULT_AWAY where there
 * is no connection to be had. That includes a server whose certificate is no good, or that offers no encryption where the settings want
 * it.
 */
struct st_mysql *connect_open(unsigned patience);

#endif
