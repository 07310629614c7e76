/* From a request to its reply, by the program's route table. */
#ifndef SERVE_DISPATCH_H
#define SERVE_DISPATCH_H

#include "http/request.h"

#define DISPATCH_MAX 4

/* Answers the request. None of these ever faults or jumps. */
void dispatch(struct request *request, const struct route *routes);

/*
 * The same in two steps, for several requests at once. The first finds out who asks for what, and answers what needs no handler
 * (reply.status is then not 0); the second answers the rest, DISPATCH_MAX at most: those that may go together are one transaction
 * where they can be.
 */
void dispatch_begin(struct request *request, const struct route *routes);
void dispatch_end(struct request **requests, size_t count);

/* True of a request that has begun if others like it may be answered together with it. */
bool dispatch_joins(const struct request *request);

#endif
