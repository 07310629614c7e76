/* Which fault an error number of the database becomes: ARCHITECTURE.md, "Decisions". For files of lib/db alone. */
#ifndef DB_ERROR_H
#define DB_ERROR_H

#include <stdbool.h>

#include "base/fault.h"

/* True if this error means that the connection is lost. */
bool db_error_is_lost(unsigned error);

/* True if this error of connecting means that there are as many connections as may be: of all accounts, or of this one. */
bool db_error_is_crowd(unsigned error);

/*
 * The kind of fault for this error. `committing`: COMMIT was part of what was sent, so after a lost connection nobody knows whether the
 * transaction was committed: FAULT_AWAY instead of FAULT_AGAIN.
 */
enum fault_kind db_error_kind(unsigned error, bool committing);

/* True for the error that a batch raises by SIGNAL, when a write changed another number of rows than it had to (db/batch.c). */
bool db_error_is_refusal(unsigned error);

#endif
