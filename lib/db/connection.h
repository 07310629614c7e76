/*
 * Connections may be few: ten are usual on shared hosting, and the shop has more programs and jobs than that. A program that finds none
 * left waits for one, for a few seconds, and lets all programs of this machine know (base/shm.h), which then keep none that they don't use.
 * Where they share no memory none is kept for long.
 */
#ifndef DB_CONNECTION_H
#define DB_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

/*
 * There is nothing to ask for now: closes the connection where connections are few, or after a long rest. Outside of transactions, like
 * db_yield(). db_rest_in(): after how many milliseconds of nothing to do db_rest() should be called (again); -1: not at all.
 */
void db_rest(void);
int64_t db_rest_in(void);

/* Something is done, and the next may be waiting: closes the connection where another program is waiting for one right now. */
void db_yield(void);

/* ---- for files of lib/db alone */

/*
 * After an error of connecting: where the database has no connection left, lets other programs know, waits a moment and returns true. False
 * for any other error, and where there has been none left for too long since `began` (moment_steady()).
 */
bool db_connection_waits(unsigned error, int64_t began);

/* True where there is a connection, and the server has closed it. */
bool db_is_cut_off(void);

#endif
