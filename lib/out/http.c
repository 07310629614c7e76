#include "out/http.h"

#include <curl/curl.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/fault.h"
#include "base/pool.h"
#include "db/connection.h"
#include "wait/wait.h"

#define ANSWER_MAX ((size_t)1 << 20)

static CURL *kept;  /* for exchanges that the program waits for: it keeps their connections */
static CURLM *all;  /* those of fibers, and their connections */

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

struct curl_slist *http_list(const char *const *lines)
{
	struct curl_slist *list = NULL;

	for (; *lines; lines++) {
		struct curl_slist *longer = curl_slist_append(list, *lines);

		if (!longer) {
			curl_slist_free_all(list);
			fault(FAULT_BUG, "out of memory");
		}
		list = longer;
	}
	return list;
}

static void set_options(CURL *handle, const struct http_call *call, struct curl_slist *headers, struct text *answer)
{
	curl_easy_reset(handle);
	curl_easy_setopt(handle, CURLOPT_URL, call->url);
	curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, call->method);
	curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1); /* by HTTP/2 all would hang with one connection */
	curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 5L);
	curl_easy_setopt(handle, CURLOPT_TIMEOUT, call->seconds);
	curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, collect);
	curl_easy_setopt(handle, CURLOPT_WRITEDATA, answer);
	if (call->body)
		curl_easy_setopt(handle, CURLOPT_POSTFIELDS, call->body);
}

/* ---- of fibers, many at once: lib/wait says when a socket is ready or time has passed, libcurl then goes on with what that concerns */

struct exchange {
	CURLcode code;
	bool is_over;
};

static void conclude_all(void)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(all, &left))) {
		CURL *handle = message->easy_handle;
		CURLcode code = message->data.result;
		char *of = NULL;
		struct exchange *exchange;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(handle, CURLINFO_PRIVATE, &of);
		curl_multi_remove_handle(all, handle);
		exchange = (struct exchange *)(void *)of;
		exchange->code = code;
		exchange->is_over = true;
	}
}

static void go_on(curl_socket_t file, int what)
{
	int left;

	curl_multi_socket_action(all, file, what, &left);
	conclude_all();
}

static void socket_ready(int file, unsigned events)
{
	go_on(file, (events & EPOLLIN ? CURL_CSELECT_IN : 0) | (events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
	            (events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0));
}

static void time_passed(void)
{
	go_on(CURL_SOCKET_TIMEOUT, 0);
}

/* Called by libcurl, like the next: which events of a socket it waits for. */
static int watch_socket(CURL *handle, curl_socket_t file, int what, void *unused, void *unused_too)
{
	unsigned events = what == CURL_POLL_REMOVE ? 0 : (what & CURL_POLL_IN ? EPOLLIN : 0) | (what & CURL_POLL_OUT ? EPOLLOUT : 0);

	(void)handle;
	(void)unused;
	(void)unused_too;
	return wait_watch(file, events) ? 0 : -1;
}

static int set_timer(CURLM *multi, long milliseconds, void *unused)
{
	(void)multi;
	(void)unused;
	wait_timer(milliseconds);
	return 0;
}

static void begin_many(void)
{
	static const struct wait_source source = { socket_ready, time_passed };

	all = curl_multi_init();
	if (!all)
		fault(FAULT_BUG, "out of memory");
	wait_use(&source);
	curl_multi_setopt(all, CURLMOPT_SOCKETFUNCTION, watch_socket);
	curl_multi_setopt(all, CURLMOPT_TIMERFUNCTION, set_timer);
}

/* A name service that hangs must not hold up the others at the end of this: QUICK_EXIT leaves its thread behind. */
static CURLcode perform_aside(CURL *handle)
{
	struct exchange exchange = { CURLE_FAILED_INIT, false };

	if (!all)
		begin_many();
	curl_easy_setopt(handle, CURLOPT_PRIVATE, &exchange);
	curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
	if (curl_multi_add_handle(all, handle) == CURLM_OK)
		wait_until(&exchange.is_over);
	return exchange.code;
}

/* ---- one */

static CURL *kept_handle(void)
{
	if (!kept)
		kept = curl_easy_init();
	return kept;
}

static const char *header_of(void *pool, CURL *handle, const char *name)
{
	struct curl_header *header;

	if (!name || curl_easy_header(handle, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
		return NULL;
	return pool_text(pool, header->value);
}

struct http_answer http_exchange(void *pool, const struct http_call *call)
{
	bool aside = wait_aside();
	struct curl_slist *headers = http_list(call->headers);
	CURL *handle = aside ? curl_easy_init() : kept_handle();
	struct http_answer answer = { .body = text_in(pool) };
	long status = 0;

	text_put(&answer.body, "");
	if (!handle)
		fault(FAULT_BUG, "out of memory");
	set_options(handle, call, headers, &answer.body);
	db_rest();
	if ((aside ? perform_aside(handle) : curl_easy_perform(handle)) == CURLE_OK) {
		curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
		answer.header = header_of(pool, handle, call->header);
	}
	answer.status = (int)status;
	curl_slist_free_all(headers);
	if (aside)
		curl_easy_cleanup(handle);
	return answer;
}
