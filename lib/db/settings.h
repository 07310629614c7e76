/* What each connection is set to: a request's limits, or a job's. For db.c. */
#ifndef DB_SETTINGS_H
#define DB_SETTINGS_H

/* Seconds that a job's statements may take; 0: what a request's may. */
unsigned db_patience(void);

/* The statement that sets a new connection; kept until the next call. */
const char *db_settings(void);

#endif
