/*
 * Faults: what no caller could handle (database gone, bad SQL, no memory). A fault doesn't return: it unwinds to the
 * innermost recovery point, of which there is one per unit of work. Everything between lives in a pool that ends with
 * the unit, so nothing leaks. Never raise one with a C++ frame on the stack.
 *
 *	struct recovery here;
 *	if (fault_caught(&here)) { ...clean up; here.kind and here.message tell what it was... }
 *	else { work(); fault_disarm(&here); }
 *
 * Locals that change after fault_caught() must be volatile to be read in the first branch.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <setjmp.h>
#include <stdnoreturn.h>

enum fault_kind {
	FAULT_BUG = 1,   /* ours: 500, exit 70 */
	FAULT_AGAIN,     /* the unit of work may simply be run again (deadlock, connection lost before COMMIT) */
	FAULT_AWAY,      /* the database can't be reached or its answer was lost: 503, exit 69 */
	FAULT_REFUSED,   /* the database refused a value: 400, and a hole in our validation */
	FAULT_DUPLICATE, /* a unique key is taken; db_insert() turns it into an answer */
};

struct recovery {
	sigjmp_buf at;
	struct recovery *outer;
	enum fault_kind kind;
	char message[256];  /* for the log only: never shown to a client */
};

#define fault_caught(recovery) (fault_arm(recovery), sigsetjmp((recovery)->at, 0) != 0)

extern struct recovery *fault_innermost; /* for the two below */

static inline void fault_arm(struct recovery *recovery)
{
	recovery->outer = fault_innermost;
	recovery->message[0] = '\0';
	fault_innermost = recovery;
}

static inline void fault_disarm(struct recovery *recovery)
{
	fault_innermost = recovery->outer;
}

/* Unwinds to the innermost recovery point; without one, logs and ends the program with exit status 70. */
noreturn void fault(enum fault_kind kind, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Hands a caught fault on to the next outer recovery point. */
noreturn void fault_again(const struct recovery *caught);

#endif
