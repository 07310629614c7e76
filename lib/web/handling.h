/* A handler's run: its transaction, its idempotency key, and the same again after a deadlock. For dispatch.c. */
#ifndef WEB_HANDLING_H
#define WEB_HANDLING_H

#include "web/request.h"

/* Runs the route's handler as its row says; under a key that has an answer, that answer instead. */
enum result handling_run(struct request *request);

/* The handler of a request, with its key if it has one, as a unit of work. */
enum result handling_unit(void *request);

/* Forgets what an earlier try has answered. */
void handling_reset(struct request *request);

#endif
