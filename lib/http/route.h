/* The row of a program's route table that a request is for. */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include "http/request.h"

/* Finds the row and sets request->match: DONE; NOT_FOUND; METHOD_REFUSED, with the methods that there are in reply.allow. */
const struct outcome *route_find(struct request *request, const struct route *routes);

#endif
