/* Requests made of a body alone, for tests of what reads bodies. */
#ifndef TESTS_BODY_H
#define TESTS_BODY_H

#include "http/request.h"

/* In the test's pool. */
struct request *request_with(bool api, const char *body, size_t length);
struct request *json_with(const char *body);
struct request *form_with(const char *body);

#endif
