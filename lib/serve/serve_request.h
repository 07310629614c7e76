/*
 * The life of a request: it is read from its gateway; its route is found and what the route demands is checked (serve/dispatch); its
 * handler runs, perhaps with an idempotency key (serve/keyed); it is answered (serve/respond); the log and the counters get an entry. None
 * of these functions ever raises a fault.
 *
 * How a handler runs: a GET only reads. The handler of a BATCHED route reads, and puts its writes into a batch, which is committed
 * afterwards; if several such requests wait, their batches may be committed together (gateway/group_commit). Any other handler that changes
 * something runs within one transaction, except on a route with OWN_TRANSACTIONS: that one calls an outside service, and runs its
 * transactions itself.
 */
#ifndef SERVE_SERVE_REQUEST_H
#define SERVE_SERVE_REQUEST_H

#include "base/fault.h"
#include "http/request.h"

/*
 * Reads the request into a pool of its own, and answers it if no handler is needed (reply.status is then not 0). The gateway must live
 * until serve_request_end().
 */
struct request *serve_request_begin(const struct gateway *gateway, const struct route *routes);

/* True of a request that has begun if its handler may wait for an outside service: it can then be answered on a fiber (wait/fiber.h). */
bool serve_request_may_wait(const struct request *request);

/* Runs the handler of the request and answers it. Does nothing if the request is answered already. */
void serve_request_answer(struct request *request);

/* Sends the reply, writes the log line, counts the request, and frees all of its memory. */
void serve_request_end(struct request *request);

/* ---- for gateway/group_commit */

/* True if the request's writes may be committed together with those of other requests (GROUP_COMMIT). */
bool serve_request_may_share_commit(const struct request *request);

/*
 * Runs the handler, and leaves its writes in request->run.batch. Returns the outcome to answer with once the writes are committed. NULL if
 * there are no writes, or after a fault: the request is then answered.
 */
const struct outcome *serve_request_prepare(struct request *request);

/* The writes are committed: answers with this outcome. */
void serve_request_committed(struct request *request, const struct outcome *outcome);

/* Answers the fault that was caught. */
void serve_request_fail(struct request *request, const struct recovery *caught);

#endif
