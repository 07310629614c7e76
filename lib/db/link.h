/* Between db.c, which speaks to the database, and transaction.c, which decides what to run and when again. Not for others. */
#ifndef DB_LINK_H
#define DB_LINK_H

#include <stdbool.h>

/* A statement without values or rows, after what waits. */
void db_command(const char *sql);

/* A transaction, with the first statement that changes or locks something. */
void db_begin(void);

/*
 * A transaction of several units of work, which read, then queue: what would have to be sent by itself is FAULT_AGAIN until
 * db_commit() or db_roll_back().
 */
void db_join(void);

/* Begins a unit; takes back what it has queued, unless (false) the connection and all that waits with it is lost. */
void db_join_unit(void);
bool db_leave_unit(void);

/* True where the last unit has queued the same statements as the first, so that as many units are always the same round trip. */
bool db_unit_fits(void);

/*
 * COMMIT, in one round trip with what waits; nothing where nothing has begun. A connection lost before the answer is FAULT_AWAY,
 * not FAULT_AGAIN, since what happened isn't known; one that took no command any more is FAULT_AGAIN.
 */
void db_commit(void);

/* Leaves no transaction and no half-read rows behind; a connection that can't do it is closed. Never faults. */
void db_roll_back(void);

#endif
