/*
 * What requests cost. Each request that changes something costs its account and its network a few units, by the class of its route:
 *
 *	LASTS     5     it makes something that stays
 *	SENDS     10    it makes the shop send something to others: a payment, a message to a webhook
 *	others    1
 *
 * Reading costs nothing, nor does what an outside service signs or the operator asks for. An account may use up BOXOFFICE_ACCOUNT_COST
 * units in a minute, a network BOXOFFICE_NETWORK_COST: all at once or spread, by the generic cell rate algorithm. What is refused isn't
 * charged, to neither of the two.
 *
 * What was charged is kept in memory that all programs of this machine share (base/shm.h), so charging takes a microsecond and no
 * statement; several machines count each for itself. It is kept for some 8,000 accounts and networks: of more, those are forgotten that
 * owe least. Without shared memory each program counts for itself.
 */
#ifndef SERVE_COST_H
#define SERVE_COST_H

#include "base/config.h"
#include "http/request.h"

/* True if the request, which has its route and visitor, costs anything. */
static inline bool cost_is_due(const struct request *request)
{
	bool is_signed = request->match.route->flags & SIGNED_WEBHOOK;

	return config.rate_limit && request->received.method != GET && !is_signed && !request->visitor.admin;
}

/* DONE, and request->allowance is what is left; TOO_MANY, with the time to wait (respond_wait()). */
const struct outcome *cost_charge_now(struct request *request);

static inline const struct outcome *cost_charge(struct request *request)
{
	return cost_is_due(request) ? cost_charge_now(request) : DONE;
}

#endif
