/*
 * Requests with an idempotency key (request->input.key): the answer to the first is kept, and a client who sends the same request again
 * gets the same answer, without another effect. KEY_REUSED where the key comes with a different request. serve/idempotency.h says what is
 * kept and for how long. Only serve_request.c calls these functions, and passes a function that runs the handler.
 */
#ifndef SERVE_KEYED_H
#define SERVE_KEYED_H

#include "http/request.h"

/* Runs the handler of a struct request, as if it had not run before. Returns its outcome. */
typedef const struct outcome *keyed_handler(void *request);

/* Runs the handler in one transaction: its effect, its events and the answer under the key are committed together, or none of them is. */
const struct outcome *keyed_transaction(struct request *request, keyed_handler *handle);

/*
 * For a handler that has put its writes into request->run.batch: adds the answer under the key to the batch. Returns the outcome to use,
 * which is the outcome of the key's first request if the handler failed and the key has an answer.
 */
const struct outcome *keyed_prepare(struct request *request, const struct outcome *outcome);

/*
 * Call this after such a batch was refused. True if the key has an answer by now, which the request then gets. An answer that is too old is
 * deleted.
 */
bool keyed_was_answered(struct request *request, const struct outcome **outcome);

/*
 * Runs a handler that calls an outside service: claims the key before the handler, and keeps the answer under the key after it. If the
 * process is killed in between, the handler runs again, so the handler itself must make sure that its effect happens once
 * (request->run.repeated).
 */
const struct outcome *keyed_outside(struct request *request, keyed_handler *handle);

#endif
