/*
 * The life of a request: read from its gateway, its route found and what the route asks for checked (serve/dispatch), its handler run, be
 * it with an idempotency key (serve/keyed), answered (serve/respond), told to the log and the counters. None of these functions ever
 * faults or jumps.
 *
 * How a handler runs: a GET only reads. A route that is BATCHED reads and puts its writes into a batch, which is committed afterwards;
 * several such requests that wait may be committed together (gateway/group_commit). Any other changing route runs within one
 * transaction. A route with OWN_TRANSACTIONS asks an outside service and sees to its transactions itself.
 */
#ifndef SERVE_SERVE_REQUEST_H
#define SERVE_SERVE_REQUEST_H

#include "base/fault.h"
#include "http/request.h"

/*
 * Reads the request that has come, into a pool of its own, and answers it where no handler is needed (reply.status is then not 0). The
 * gateway must live until serve_request_end().
 */
struct request *serve_request_begin(const struct gateway *gateway, const struct route *routes);

/* True of a request that has begun if its handler may wait for the outside: it can then be answered on a fiber (wait/fiber.h). */
bool serve_request_may_wait(const struct request *request);

/* Runs the handler of a request that has begun, and answers it. Nothing to do where it is answered already. */
void serve_request_answer(struct request *request);

/* Sends the reply, tells the log and the counters of it, and lets go of all memory of the request. */
void serve_request_end(struct request *request);

/* ---- for gateway/group_commit */

/* True of a request that has begun if its writes may be committed together with those of others (GROUP_COMMIT). */
bool serve_request_may_share_commit(const struct request *request);

/*
 * Runs its handler, and leaves the writes in request->run.batch. Returns the outcome that may be told after they are committed; NULL if
 * there are none, or after a fault: the request is then answered.
 */
const struct outcome *serve_request_prepare(struct request *request);

/* The writes are committed: answers by that outcome. */
void serve_request_committed(struct request *request, const struct outcome *outcome);

/* Answers the fault that was caught. */
void serve_request_fail(struct request *request, const struct recovery *caught);

#endif
