#include "serve/keyed.h"

#include <string.h>

#include "base/crypto.h"
#include "base/fault.h"
#include "base/pool.h"
#include "db/db.h"
#include "http/session.h"
#include "http/token.h"
#include "serve/idempotency.h"
#include "serve/respond.h"

#define MAX_TRIES 5 /* a try fails if the key had an answer that was too old, or has got one meanwhile */

static const char FINGERPRINT[] = "fingerprint";

/* ---- what is kept */

/*
 * The fingerprint of a request: two requests are the same if method, address and body are. It is a keyed digest, since a body may have a
 * password in it.
 */
static const char *text_of(struct request *request)
{
	char *whole = pool_print(request->pool, "%s %s ", request_method_name(request->received.method), request->received.path);
	char *hex = pool_alloc(request->pool, SEAL_SIZE);
	struct text text = text_in(request->pool);

	text_put(&text, whole);
	text_add(&text, request->received.body.bytes, request->received.body.length);
	crypto_digest_hex(hex, text.bytes, text.length);
	return hex;
}

static const char *fingerprint(struct request *request)
{
	char *seal = pool_alloc(request->pool, SEAL_SIZE);

	token_seal(seal, FINGERPRINT, text_of(request));
	return seal;
}

static bool is_same_request(struct request *request, const struct kept_answer *kept)
{
	return token_sealed(kept->fingerprint, FINGERPRINT, text_of(request));
}

static const struct outcome *replay(struct request *request, const struct kept_answer *kept)
{
	struct account *account = pool_alloc(request->pool, sizeof(*account));
	struct reply reply;

	respond_reset(request);
	if (!is_same_request(request, kept))
		return respond_prepare(request, KEY_REUSED);
	*account = kept->signs_in;
	if (*account->id)
		respond_signs_in(request, account);
	reply = (struct reply){ .status = (int)kept->status, .location = kept->location, .type = kept->type, .body = text_in(request->pool) };
	text_put(&reply.body, kept->body ? kept->body : "");
	respond_again(request, &reply, NULL);
	return DONE;
}

/* Failed pages and mistakes of this program aren't kept: a repeat is answered anew. All other answers are kept. */
static bool is_kept(const struct request *request, const struct outcome *outcome)
{
	return outcome_is_success(outcome) || (request->received.api && outcome->status < 500);
}

static struct kept_answer answer_of(struct request *request, const struct outcome *outcome)
{
	struct kept_answer answer;
	const struct reply *reply = &request->reply;

	respond(request, outcome);
	answer = (struct kept_answer){ .status = reply->status, .location = reply->location, .type = reply->type,
	                               .body = reply->body.bytes, .fingerprint = fingerprint(request) };
	if (reply->signs_in)
		answer.signs_in = *reply->signs_in;
	return answer;
}

/* True if the key already has an answer, which the request then gets. */
static bool has_answer(struct request *request, const struct outcome **outcome)
{
	struct kept_answer kept;

	if (!idempotency_find(request->pool, session_owner(request), request->input.key, &kept))
		return false;
	*outcome = replay(request, &kept);
	return true;
}

/* ---- writes as a batch */

/*
 * A handler may fail because the key's first request has taken the last ticket. That request's answer, if there is one, was committed with
 * the ticket, so it can be read here.
 */
const struct outcome *keyed_prepare(struct request *request, const struct outcome *outcome)
{
	struct kept_answer answer;

	if ((!outcome_is_success(outcome) && has_answer(request, &outcome)) || !is_kept(request, outcome))
		return outcome;
	answer = answer_of(request, outcome);
	idempotency_add(request->run.batch, session_owner(request), request->input.key, &answer);
	return outcome;
}

bool keyed_was_answered(struct request *request, const struct outcome **outcome)
{
	idempotency_forget(session_owner(request), request->input.key);
	return has_answer(request, outcome);
}

/* ---- one transaction */

struct keyed {
	struct request *request;
	keyed_handler *handle;
	struct kept_answer kept;
	bool is_new, is_first; /* whether the key was new when it was claimed; whether this request was first to answer */
};

static const struct outcome *handle_and_keep(void *argument)
{
	struct keyed *keyed = argument;
	struct request *request = keyed->request;
	const struct outcome *outcome = keyed->handle(request);

	if (!outcome_is_success(outcome))
		return outcome;
	keyed->kept = answer_of(request, outcome);
	return idempotency_keep(session_owner(request), request->input.key, &keyed->kept) ? outcome : KEY_REUSED;
}

const struct outcome *keyed_transaction(struct request *request, keyed_handler *handle)
{
	struct keyed keyed = { .request = request, .handle = handle };
	const struct outcome *outcome;

	for (int try = 0; try < MAX_TRIES; try++) {
		outcome = db_transaction(handle_and_keep, &keyed);
		if (outcome_is_success(outcome) || has_answer(request, &outcome))
			return outcome;
		if (outcome == KEY_REUSED) {
			idempotency_forget(session_owner(request), request->input.key);
			continue;
		}
		if (!is_kept(request, outcome))
			return outcome;
		keyed.kept = answer_of(request, outcome);
		if (idempotency_keep(session_owner(request), request->input.key, &keyed.kept))
			return outcome;
	}
	fault(FAULT_AWAY, "gave up after %d tries", MAX_TRIES);
}

/* ---- a handler with its own transactions */

static const struct outcome *claim_key(void *argument)
{
	struct keyed *keyed = argument;
	struct request *request = keyed->request;

	keyed->is_new = idempotency_claim(request->pool, session_owner(request), request->input.key, fingerprint(request), &keyed->kept);
	return DONE;
}

/* Two requests with the same key may run at once. The answer of the first one to end counts for both. */
static const struct outcome *keep_first(void *argument)
{
	struct keyed *keyed = argument;
	const char *owner = session_owner(keyed->request), *key = keyed->request->input.key;
	struct kept_answer answer = keyed->kept;

	keyed->is_first = idempotency_answer(owner, key, &answer);
	if (!keyed->is_first)
		idempotency_find(keyed->request->pool, owner, key, &keyed->kept);
	return DONE;
}

/* If a claimed key has no answer, its request was cut off, or is still running. Running it again is safe. */
const struct outcome *keyed_outside(struct request *request, keyed_handler *handle)
{
	struct keyed keyed = { .request = request };
	const struct outcome *outcome;

	db_transaction(claim_key, &keyed);
	if (!keyed.is_new && (keyed.kept.status || !is_same_request(request, &keyed.kept)))
		return replay(request, &keyed.kept);
	request->run.repeated = !keyed.is_new;
	outcome = handle(request);
	if (!is_kept(request, outcome))
		return outcome;
	keyed.kept = answer_of(request, outcome);
	db_transaction(keep_first, &keyed);
	return keyed.is_first ? outcome : replay(request, &keyed.kept);
}
