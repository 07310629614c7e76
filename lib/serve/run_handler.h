/* A handler's run: its transaction, its idempotency key, and the same again after a deadlock. For dispatch.c. */
#ifndef SERVE_RUN_HANDLER_H
#define SERVE_RUN_HANDLER_H

#include "http/request.h"

/* Runs the route's handler as its row says; under a key that has an answer, that answer instead. */
const struct outcome *run_handler(struct request *request);

/* The handler of a request, with its key if it has one, as a unit of work. */
const struct outcome *run_handler_unit(void *request);

/* Forgets what an earlier try has answered. */
void run_handler_reset(struct request *request);

#endif
