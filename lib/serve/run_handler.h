/*
 * How a handler runs: its transaction, its idempotency key, and the same again after a deadlock. For dispatch.c.
 *
 * A GET only reads. A route that is BATCHED reads and puts its writes into a batch, which is committed afterwards; several such
 * requests that wait are committed together (run_handler_prepare(), then batch_commit()). Any other changing route runs within one
 * transaction. A route with OWN_TRANSACTIONS asks an outside service and sees to its transactions itself.
 */
#ifndef SERVE_RUN_HANDLER_H
#define SERVE_RUN_HANDLER_H

#include "http/request.h"

/* Runs the route's handler as its row says; under a key that has an answer, that answer instead. */
const struct outcome *run_handler(struct request *request);

/*
 * Of a route that is BATCHED: runs the handler and leaves in request->run.batch what is to be committed before the outcome may be
 * told; nothing where it is empty.
 */
const struct outcome *run_handler_prepare(struct request *request);

/* As if the handler had never run. */
void run_handler_reset(struct request *request);

#endif
