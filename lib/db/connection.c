#include "db/connection.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/moment.h"
#include "base/shm.h"
#include "db/link.h"

/* In milliseconds. */
#define LONGEST_WAIT 5000   /* for a connection, where there is none left */
#define PAUSE 20            /* between two tries, and up to as much more at random */
#define WAITING 500         /* so long after a try somebody is taken to be waiting */
#define CROWDED 600000      /* so long after a try connections are taken to be few */
#define LONGEST_REST 60000  /* after which a connection is closed anyway */
#define SHORT_REST 1000     /* the same, where nobody could tell that connections are few */
#define LOOK 500            /* how often it is looked whether they are */

/* ---- whether connections are few */

/* When a program of this machine last found no connection left, by the time of day; 0: none ever did. */
static void note_crowd(void)
{
	_Atomic int64_t *shared = shm_area(SHM_DATABASE);

	db_state.crowded_at = moment_now();
	if (shared)
		atomic_store(shared, db_state.crowded_at);
}

/* True if that was within so many milliseconds. */
static bool was_crowded(int64_t within)
{
	_Atomic int64_t *shared = shm_area(SHM_DATABASE);
	int64_t ago = moment_now() - (shared ? atomic_load(shared) : db_state.crowded_at);

	return ago >= 0 && ago < within;
}

static void wait_a_moment(void)
{
	struct timespec time = { .tv_nsec = (PAUSE + (int64_t)arc4random_uniform(PAUSE)) * 1000000 };

	nanosleep(&time, NULL);
}

/* The whole program waits, fibers too: without a connection none of them gets on. */
bool db_connection_waits(unsigned error, int64_t began)
{
	if (!db_error_is_crowd(error) || moment_steady() - began > LONGEST_WAIT)
		return false;
	note_crowd();
	wait_a_moment();
	return true;
}

bool db_is_cut_off(void)
{
	struct pollfd server = { .events = POLLRDHUP };

	if (!db_state.connection)
		return false;
	server.fd = db_socket();
	return poll(&server, 1, 0) > 0;
}

/* ---- letting go */

static bool rests_too_long(int64_t rest)
{
	return rest >= (shm_is_there() ? LONGEST_REST : SHORT_REST) || was_crowded(CROWDED);
}

void db_rest(void)
{
	if (!db_state.connection)
		return;
	if (!db_state.rests_since)
		db_state.rests_since = moment_steady();
	if (rests_too_long(moment_steady() - db_state.rests_since))
		db_close();
}

int64_t db_rest_in(void)
{
	return db_state.connection ? LOOK : -1;
}

/* Whoever has asked nothing since the last time, as a program that answers from memory, spares itself the look. */
void db_yield(void)
{
	if (db_state.connection && db_state.has_asked && was_crowded(WAITING))
		db_close();
	db_state.has_asked = false;
}
