/* What the database's error numbers mean for whoever was at work: ARCHITECTURE.md, "Decisions". For db.c. */
#ifndef DB_ERROR_H
#define DB_ERROR_H

#include <stdbool.h>

#include "base/fault.h"

/* The connection is no longer one. */
bool db_error_is_lost(unsigned error);

/* `committing`: COMMIT had been sent, so a lost connection leaves unknown what happened. */
enum fault_kind db_error_kind(unsigned error, bool committing);

/* A write of a batch changed another number of rows than was expected (db/batch.c raises it by SIGNAL). */
bool db_error_is_refusal(unsigned error);

#endif
