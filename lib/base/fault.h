/*
 * Faults: errors that no caller could handle, such as a lost database, wrong SQL or no memory. fault() doesn't return: it jumps
 * (siglongjmp) to the innermost recovery point. Each unit of work, a request or a batch of a job, has one recovery point. All memory that
 * is taken in between belongs to a pool that ends with the unit of work, so nothing leaks. Never call fault() with a C++ function or a
 * callback of a library on the stack: the jump would skip their clean-up.
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
	FAULT_BUG = 1,   /* a mistake in this program: a request answers 500, a job exits with 70 */
	FAULT_AGAIN,     /* a deadlock, or a connection lost before COMMIT: nothing is changed, and the unit of work may be run again */
	FAULT_AWAY,      /* the database can't be reached, or its answer was lost: 503, exit 69 */
	FAULT_REFUSED,   /* the database refused a value that our validation should have refused before: 400 */
	FAULT_DUPLICATE, /* a value of a unique key exists already; db_insert() returns false instead */
};

struct recovery {
	sigjmp_buf at;
	struct recovery *outer;
	enum fault_kind kind;
	char message[256];  /* for the log only: never shown to a client */
};

#define fault_caught(recovery) (fault_arm(recovery), sigsetjmp((recovery)->at, 0) != 0)

extern struct recovery *fault_innermost; /* for the next two functions alone */

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

/* Raises a fault that was caught once more, at the next outer recovery point. */
noreturn void fault_again(const struct recovery *caught);

#endif
