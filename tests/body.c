#include "tests/body.h"

#include "tests/test.h"

struct request *request_with(bool api, const char *body, size_t length)
{
	struct request *request = pool_alloc(pool, sizeof(*request));

	*request = (struct request){ .pool = pool, .received = { .method = POST, .api = api, .query = "", .type = "" } };
	request->received.body = text_in(pool);
	text_add(&request->received.body, body, length);
	return request;
}

struct request *json_with(const char *body)
{
	return request_with(true, body, strlen(body));
}

struct request *form_with(const char *body)
{
	return request_with(false, body, strlen(body));
}
