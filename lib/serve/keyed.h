/*
 * Requests with an idempotency key (request->input.key): the answer to the first one is kept, and whoever sends the same again gets it
 * without another effect. KEY_REUSED where the key comes with a different request. What is kept, and for how long: serve/idempotency.h.
 * For serve_request.c, which hands its way of running a handler on to these functions.
 */
#ifndef SERVE_KEYED_H
#define SERVE_KEYED_H

#include "http/request.h"

/* Runs the handler of a struct request, as if it had not run before. Returns its outcome. */
typedef const struct outcome *keyed_handler(void *request);

/* Runs the handler in one transaction: its effect, its events and the answer under the key are committed together, or not at all. */
const struct outcome *keyed_transaction(struct request *request, keyed_handler *handle);

/*
 * Of a handler that has put its writes into request->run.batch: adds the answer under the key to them. Returns the outcome to go on with,
 * which is that of the key's first request where the handler failed and there is such an answer.
 */
const struct outcome *keyed_prepare(struct request *request, const struct outcome *outcome);

/* After that batch was refused: true if the key has an answer by now, which is then the request's. An answer that is too old is deleted. */
bool keyed_was_answered(struct request *request, const struct outcome **outcome);

/*
 * Runs a handler that asks an outside service: claims the key before, and answers under it afterwards. The work itself must see to it
 * that it has its effect once (request->run.repeated), since the process may be killed between the two.
 */
const struct outcome *keyed_outside(struct request *request, keyed_handler *handle);

#endif
