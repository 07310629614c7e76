#include "out/http_multi.h"

#include <curl/curl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fault.h"
#include "out/http.h"
#include "out/public_address.h"

static CURLM *all;

/* Called by libcurl, like the next: counts and drops. */
static size_t drop(char *bytes, size_t size, size_t count, void *of)
{
	struct http_multi_transfer *transfer = of;

	(void)bytes;
	transfer->received += size * count;
	return transfer->received > HTTP_MULTI_ANSWER_MAX ? 0 : size * count;
}

/* After the name has been looked up, for each address that it leads to. */
static curl_socket_t open_socket(void *of, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct http_multi_transfer *transfer = of;

	(void)purpose;
	transfer->refused = public_address_refused(&address->addr);
	if (transfer->refused)
		return CURL_SOCKET_BAD;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* What a user's address may not make us do. A name service that hangs must not hold us up: QUICK_EXIT leaves its thread behind. */
static void set_limits(CURL *handle)
{
	curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(handle, CURLOPT_PROXY, "");
	curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 5L);
	curl_easy_setopt(handle, CURLOPT_TIMEOUT, (long)HTTP_MULTI_SECONDS);
}

static void set_transfer_options(struct http_multi_transfer *transfer, CURL *handle)
{
	curl_easy_reset(handle);
	set_limits(handle);
	curl_easy_setopt(handle, CURLOPT_PRIVATE, transfer);
	curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, transfer);
	curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, drop);
	curl_easy_setopt(handle, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(handle, CURLOPT_USERAGENT, "Boxoffice/" BOXOFFICE_VERSION);
	curl_easy_setopt(handle, CURLOPT_HTTPHEADER, transfer->list);
	curl_easy_setopt(handle, CURLOPT_POSTFIELDS, transfer->body);
	curl_easy_setopt(handle, CURLOPT_URL, transfer->url);
}

/* The handle is out of the multi one, and stays for the next transfer. */
static void detach(struct http_multi_transfer *transfer)
{
	curl_multi_remove_handle(all, transfer->handle);
	curl_slist_free_all(transfer->list);
	transfer->list = NULL;
}

void http_multi_begin(struct http_multi_transfer *transfer)
{
	if (!all)
		all = curl_multi_init();
	if (!transfer->handle)
		transfer->handle = curl_easy_init();
	if (!all || !transfer->handle)
		fault(FAULT_BUG, "out of memory");
	transfer->list = http_list(transfer->headers);
	transfer->received = 0;
	transfer->refused = NULL;
	transfer->is_over = false;
	*transfer->header = '\0';
	set_transfer_options(transfer, transfer->handle);
	if (curl_multi_add_handle(all, transfer->handle) != CURLM_OK)
		fault(FAULT_BUG, "a transfer can't begin");
}

static const char *reason_of(const struct http_multi_transfer *transfer, CURLcode code)
{
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:     return "timeout";
	case CURLE_COULDNT_RESOLVE_HOST:   return "dns";
	case CURLE_COULDNT_CONNECT:        return transfer->refused ? transfer->refused : "unreachable";
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_PEER_FAILED_VERIFICATION: return "tls";
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:   return "url";
	default:                           return "broken";
	}
}

static void keep_header(CURL *handle, struct http_multi_transfer *transfer)
{
	struct curl_header *header;

	if (transfer->wanted && curl_easy_header(handle, transfer->wanted, 0, CURLH_HEADER, -1, &header) == CURLHE_OK)
		snprintf(transfer->header, HTTP_MULTI_HEADER_SIZE, "%s", header->value);
}

/* A status that has come counts, whatever becomes of the body behind it. */
static void conclude(CURL *handle, CURLcode code)
{
	char *of = NULL;
	struct http_multi_transfer *transfer;
	long status = 0;

	curl_easy_getinfo(handle, CURLINFO_PRIVATE, &of);
	curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
	transfer = (struct http_multi_transfer *)(void *)of;
	transfer->status = status >= 200 ? status : 0;
	transfer->reason = transfer->status ? NULL : reason_of(transfer, code);
	keep_header(handle, transfer);
	transfer->is_over = true;
	detach(transfer);
}

void http_multi_drive(int64_t milliseconds)
{
	CURLMsg *message;
	int running, left;

	if (!all)
		return;
	curl_multi_perform(all, &running);
	if (running)
		curl_multi_poll(all, NULL, 0, (int)milliseconds, NULL);
	curl_multi_perform(all, &running);
	while ((message = curl_multi_info_read(all, &left)))
		if (message->msg == CURLMSG_DONE)
			conclude(message->easy_handle, message->data.result);
}

void http_multi_end(struct http_multi_transfer *transfer)
{
	if (transfer->handle && !transfer->is_over)
		detach(transfer);
	if (transfer->handle)
		curl_easy_cleanup(transfer->handle);
	*transfer = (struct http_multi_transfer){ 0 };
}

void http_multi_close(void)
{
	if (all)
		curl_multi_cleanup(all);
	all = NULL;
}
