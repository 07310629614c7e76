/*
 * Outcomes: the results of functions that callers must handle, such as "no such order". An outcome is a constant with an HTTP status and a
 * message. The module that returns the outcome declares it in its header and defines it in its source, so there is no central list:
 *
 *	extern const struct outcome SOLD_OUT[1];                                            in the header
 *	const struct outcome SOLD_OUT[1] = { { 400, "Product is sold out", NULL } };        in the source
 *	return SOLD_OUT;    if (outcome == SOLD_OUT)                                        in use
 *
 * Outcomes are compared by address. Each is an array of one element, so its name is a pointer without an `&`.
 */
#ifndef BASE_OUTCOME_H
#define BASE_OUTCOME_H

#include <stdbool.h>

struct outcome {
	int status;          /* the HTTP status: 200, 201, 204, or that of an error */
	const char *message; /* the error message of the API; "" for a success */
	const char *heading; /* the heading of the error's page; NULL: "That didn't work" */
	const char *words;   /* what the page says instead of the message, where that speaks to programs; NULL: the message */
};

extern const struct outcome
	DONE[1],         /* it happened */
	CREATED[1],      /* it happened, and there is a new thing */
	EMPTY[1],        /* it happened (or already had), and there is nothing to show */
	INVALID[1],      /* the input breaks rules; each broken rule has an error of its own */
	UNAUTHORIZED[1], /* no session, or somebody else's thing */
	NOT_FOUND[1],    /* no such thing, or an id that can't be one */
	STALE[1],        /* the version sent is no longer the current one */
	TOO_MANY[1],     /* too many requests in too short a time */
	REFUSED[1],      /* the database refused a value that validation let through: a mistake in this program */
	BROKEN[1],       /* any other mistake in this program */
	AWAY[1];         /* the database can't be reached */

/* True for a status below 300. */
static inline bool outcome_is_success(const struct outcome *outcome)
{
	return outcome->status < 300;
}

#endif
