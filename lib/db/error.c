#include "db/error.h"

#include <errmsg.h>
#include <mysqld_error.h>
#include <stdio.h>

#include "db/link.h"

bool db_error_is_lost(unsigned error)
{
	return error == CR_SERVER_GONE_ERROR || error == CR_SERVER_LOST || error == ER_CONNECTION_KILLED ||
	       error == ER_SERVER_SHUTDOWN;
}

bool db_error_is_crowd(unsigned error)
{
	return error == ER_CON_COUNT_ERROR || error == ER_TOO_MANY_USER_CONNECTIONS || error == ER_USER_LIMIT_REACHED;
}

static bool is_transient(unsigned error)
{
	return error == ER_LOCK_DEADLOCK || error == ER_LOCK_WAIT_TIMEOUT || error == ER_CHECKREAD ||
	       error == ER_UNKNOWN_COM_ERROR; /* a node of a cluster that isn't ready; it hasn't run the statement */
}

static bool is_away(unsigned error)
{
	return error == CR_CONNECTION_ERROR || error == CR_CONN_HOST_ERROR || db_error_is_crowd(error) || error == ER_RECORD_FILE_FULL ||
	       error == ER_DISK_FULL || error == ER_STATEMENT_TIMEOUT;
}

static bool is_refused_value(unsigned error)
{
	return error == ER_CONSTRAINT_FAILED || error == ER_WARN_DATA_OUT_OF_RANGE || error == ER_DATA_TOO_LONG ||
	       error == ER_TRUNCATED_WRONG_VALUE_FOR_FIELD;
}

bool db_error_is_refusal(unsigned error)
{
	return error == ER_SIGNAL_EXCEPTION;
}

enum fault_kind db_error_kind(unsigned error, bool committing)
{
	if (error == ER_DUP_ENTRY)
		return FAULT_DUPLICATE;
	if (is_transient(error))
		return FAULT_AGAIN;
	if (db_error_is_lost(error)) /* CR_SERVER_GONE_ERROR: the statement couldn't be sent whole, so it was not run */
		return committing && error != CR_SERVER_GONE_ERROR ? FAULT_AWAY : FAULT_AGAIN;
	if (is_away(error))
		return FAULT_AWAY;
	return is_refused_value(error) ? FAULT_REFUSED : FAULT_BUG;
}

/* Raises the fault. The database's message is left out where it may quote a value: values don't belong in the log. */
noreturn void db_raise_error(unsigned error, bool committing)
{
	enum fault_kind kind = db_error_kind(error, committing);
	bool has_values = kind == FAULT_DUPLICATE || kind == FAULT_REFUSED;

	fault(kind, "database error %u: %s", error, has_values ? "value refused" : db_state.message);
}

unsigned db_note_error(unsigned error, const char *message)
{
	snprintf(db_state.message, sizeof(db_state.message), "%s", message);
	if (db_error_is_lost(error))
		db_close();
	return error;
}

/* The words of a failed handshake tell what is wrong with a certificate, and no secret. */
noreturn void db_raise_no_connection(unsigned error)
{
	if (error == CR_SSL_CONNECTION_ERROR)
		fault(FAULT_AWAY, "no connection to the database (error %u), which BOXOFFICE_DB_TLS wants encrypted: %s", error, db_state.message);
	fault(FAULT_AWAY, "no connection to the database (error %u)", error);
}
