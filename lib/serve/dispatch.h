/* Finds out what a request is for and whether it is allowed, by the program's route table, before any handler runs. */
#ifndef SERVE_DISPATCH_H
#define SERVE_DISPATCH_H

#include "http/request.h"

/*
 * Finds out who asks, the row of the table, and whether all that the row asks for is there, in this order: NOT_FOUND, METHOD_REFUSED,
 * FOREIGN_ORIGIN, TOO_LARGE, CUT_OFF, TYPE_REFUSED, UNAUTHORIZED, MALFORMED, FORM_EXPIRED, KEY_INVALID, TOO_MANY. DONE: the handler may
 * run, or the reply is made already (reply.status isn't 0): a kept one, or because there is nothing left to do.
 */
const struct outcome *dispatch_find(struct request *request, const struct route *routes);

#endif
