#include "out/http.h"

#include <curl/curl.h>
#include <string.h>

#include "base/fault.h"
#include "base/pool.h"

#define ANSWER_MAX ((size_t)1 << 20)

static CURL *handle; /* kept, for its connections */

/* Called by libcurl, over whose frames no fault may jump: memory that is short ends the exchange. */
static size_t collect(char *bytes, size_t size, size_t count, void *answer)
{
	struct text *text = answer;
	struct recovery here;

	if (text->length + size * count > ANSWER_MAX)
		return 0;
	if (fault_caught(&here))
		return 0;
	text_add(text, bytes, size * count);
	fault_disarm(&here);
	return size * count;
}

static struct curl_slist *list_of(const char *const *headers)
{
	struct curl_slist *list = NULL;

	for (; *headers; headers++)
		list = curl_slist_append(list, *headers);
	return list;
}

static void set_options(const struct http_call *call, struct curl_slist *headers, struct text *answer)
{
	curl_easy_reset(handle);
	curl_easy_setopt(handle, CURLOPT_URL, call->url);
	curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, call->method);
	curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 5L);
	curl_easy_setopt(handle, CURLOPT_TIMEOUT, call->seconds);
	curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, collect);
	curl_easy_setopt(handle, CURLOPT_WRITEDATA, answer);
	if (call->body)
		curl_easy_setopt(handle, CURLOPT_POSTFIELDS, call->body);
}

int http_exchange(void *pool, const struct http_call *call, struct text *answer)
{
	struct curl_slist *headers = list_of(call->headers);
	CURLcode code;
	long status = 0;

	*answer = text_in(pool);
	text_put(answer, "");
	if (!handle)
		handle = curl_easy_init();
	if (!handle)
		fault(FAULT_BUG, "out of memory");
	set_options(call, headers, answer);
	code = curl_easy_perform(handle);
	curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(headers);
	return code == CURLE_OK ? (int)status : 0;
}

const char *http_header(void *pool, const char *name)
{
	struct curl_header *header;

	if (!handle || curl_easy_header(handle, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
		return NULL;
	return pool_text(pool, header->value);
}
