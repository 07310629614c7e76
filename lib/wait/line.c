#include "wait/line.h"

#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "base/moment.h"
#include "base/shm.h"
#include "wait/wait.h"

/* ---- one of fibers */

#define PATIENCE 100 /* milliseconds that a program goes on accepting, at the most, before it looks after the line */

/* Somebody's place, on the stack of its fiber. */
struct place {
	const char *who;
	int64_t turn;              /* the lowest in the line is next: of two that are equal, the one who came first */
	bool is_over, is_refused;
	struct place *next;        /* in the order in which they came */
};

static struct place *line;
static int64_t length;
static int64_t present; /* the turn of the one who went on last */
static int64_t since;   /* when the line began, or the one who went on last was done */

/* The turn that `who` has next: behind his own in the line, beside the first ones of others. */
static int64_t next_turn(const char *who)
{
	int64_t last = present;

	for (const struct place *place = line; place; place = place->next)
		if (place->turn > last && !strcmp(place->who, who))
			last = place->turn;
	return last + 1;
}

/* The place whose turn comes first, or (`sign` -1) last: of equal ones the later. */
static struct place *outermost(int sign)
{
	struct place *found = line;

	for (struct place *place = line; place; place = place->next)
		if (sign * place->turn < sign * found->turn || (sign < 0 && place->turn == found->turn))
			found = place;
	return found;
}

static void leave_line(struct place *place)
{
	struct place **at = &line;

	while (*at != place)
		at = &(*at)->next;
	*at = place->next;
	length--;
	place->is_over = true;
}

/* Makes room for this one. False where nobody has less right to a place. */
static bool make_room(const struct place *newcomer)
{
	struct place *last = outermost(-1);

	if (!last || last->turn <= newcomer->turn)
		return false;
	last->is_refused = true;
	leave_line(last);
	return true;
}

static bool wait_turn(const char *who, int64_t max)
{
	struct place place = { .who = who, .turn = next_turn(who) }, **end = &line;

	if (length >= max && !make_room(&place))
		return false;
	if (!line)
		since = moment_steady();
	while (*end)
		end = &(*end)->next;
	*end = &place;
	length++;
	wait_until(&place.is_over);
	return !place.is_refused;
}

bool line_is_empty(void)
{
	return !line;
}

bool line_go_on(bool idle)
{
	struct place *next = outermost(1);

	if (!next || (!idle && moment_steady() - since < PATIENCE))
		return false;
	present = next->turn;
	leave_line(next);
	return true;
}

/* ---- one of processes */

#define LOCKS 4096 /* of shm_lock(): the lower ones are those of serve/counters */
#define AT_ONCE 2
#define LOOK_EVERY 50 /* milliseconds */

/* Takes one of the locks from the first on, and returns its number; -1: others have them. */
static int64_t take_lock(int64_t count)
{
	for (int64_t i = 0; i < count; i++)
		if (shm_try_lock(LOCKS + i))
			return i;
	return -1;
}

/* Whoever has one of the first locks works. */
static int64_t wait_lock(int64_t waiting)
{
	int64_t working;

	if (waiting < AT_ONCE)
		return waiting;
	while ((working = take_lock(AT_ONCE)) < 0)
		wait_milliseconds(LOOK_EVERY);
	shm_unlock(LOCKS + waiting);
	return working;
}

/* Not part of its caller, whose variables a fault may not keep. */
__attribute__((noinline)) static void run_locked(int64_t lock, void (*work)(void *), void *argument)
{
	struct recovery here;

	if (fault_caught(&here)) {
		shm_unlock(LOCKS + lock);
		fault_again(&here);
	}
	work(argument);
	fault_disarm(&here);
	shm_unlock(LOCKS + lock);
}

static bool run_in_process(int64_t max, void (*work)(void *), void *argument)
{
	int64_t place = take_lock(max + AT_ONCE);

	if (place >= 0)
		run_locked(wait_lock(place), work, argument);
	return place >= 0;
}

bool line_run(const char *who, int64_t max, void (*work)(void *), void *argument)
{
	bool on_fiber = wait_aside();

	if (max >= 0 && !on_fiber && shm_is_there())
		return run_in_process(max, work, argument);
	if (on_fiber && !wait_turn(who, max < 0 ? INT64_MAX : max))
		return false;
	work(argument);
	since = moment_steady();
	return true;
}
