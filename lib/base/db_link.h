/* Between db.c, which speaks to the database, and transaction.c, which decides what to run and when again. Not for others. */
#ifndef BASE_DB_LINK_H
#define BASE_DB_LINK_H

/* A statement without values or rows, after what waits. */
void db_command(const char *sql);

/* A transaction, with the first statement that changes or locks something. */
void db_begin(void);

/*
 * COMMIT, in one round trip with what waits; nothing where nothing has begun. A connection lost in it is FAULT_AWAY, not
 * FAULT_AGAIN, since what happened isn't known.
 */
void db_commit(void);

/* Leaves no transaction and no half-read rows behind; a connection that can't do it is closed. Never faults. */
void db_roll_back(void);

#endif
