#include "out/smtp.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/config.h"
#include "mail/settings.h"
#include "base/fault.h"
#include "base/pool.h"
#include "base/text.h"
#include "db/connection.h"
#include "out/http.h"
#include "out/sendmail.h"

#define CONNECT_SECONDS 10L
#define SECONDS 30L

static CURL *handle; /* kept, for its connection */

/* How far the conversation has come. */
enum stage { BEFORE, MAIL, RCPT, DATA };

struct call {
	const char *url;    /* of the server; of sendmail any */
	const char *socket; /* of sendmail; NULL: a server */
	bool local;         /* on this machine: nobody listens in between */
	bool signs_in;
	enum stage stage;
};

static const char *part_of(void *pool, CURLU *url, CURLUPart part)
{
	char *text = NULL;
	const char *copy;

	curl_url_get(url, part, &text, 0);
	copy = text ? pool_text(pool, text) : NULL;
	curl_free(text);
	return copy;
}

static CURLU *parsed(const char *address)
{
	CURLU *url = curl_url();

	if (url && !curl_url_set(url, CURLUPART_URL, address, 0))
		return url;
	curl_url_cleanup(url);
	return NULL;
}

const char *smtp_host(void *pool, const char *address)
{
	CURLU *url = parsed(address);
	const char *host = url ? part_of(pool, url, CURLUPART_HOST) : NULL;

	curl_url_cleanup(url);
	return host ? host : "localhost";
}

/* The path of an address of SMTP is the name by which we introduce ourselves. */
static void set_server(void *pool, struct call *call)
{
	CURLU *url = parsed(mail_settings.smtp_url);

	if (!url)
		fault(FAULT_BUG, "BOXOFFICE_SMTP_URL is no address of a server");
	curl_url_set(url, CURLUPART_PATH, pool_print(pool, "/%s", smtp_host(pool, config.base_url)), 0);
	call->local = setting_is_local(mail_settings.smtp_url);
	call->signs_in = part_of(pool, url, CURLUPART_USER) != NULL;
	call->url = part_of(pool, url, CURLUPART_URL);
	curl_url_cleanup(url);
}

static long tls_wanted(const struct call *call)
{
	if (text_is(mail_settings.smtp_tls, "always") && !call->socket)
		return CURLUSESSL_ALL;
	if (call->local || text_is(mail_settings.smtp_tls, "never"))
		return CURLUSESSL_NONE;
	return text_is(mail_settings.smtp_tls, "offered") && !call->signs_in ? CURLUSESSL_TRY : CURLUSESSL_ALL;
}

static int listen_in(CURL *curl, curl_infotype type, char *bytes, size_t size, void *argument)
{
	static const char *const verbs[] = { [MAIL] = "MAIL", [RCPT] = "RCPT", [DATA] = "DATA" };
	struct call *call = argument;

	(void)curl;
	for (int stage = MAIL; type == CURLINFO_HEADER_OUT && size >= 4 && stage <= DATA; stage++)
		if (!strncasecmp(bytes, verbs[stage], 4))
			call->stage = (enum stage)stage;
	return 0;
}

static void set_up_call(struct call *call)
{
	curl_easy_reset(handle);
	curl_easy_setopt(handle, CURLOPT_URL, call->url);
	curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(handle, CURLOPT_PROXY, "");
	curl_easy_setopt(handle, CURLOPT_USE_SSL, tls_wanted(call));
	if (*mail_settings.smtp_ca)
		curl_easy_setopt(handle, CURLOPT_CAINFO, mail_settings.smtp_ca);
	curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	curl_easy_setopt(handle, CURLOPT_TIMEOUT, SECONDS);
	curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, listen_in);
	curl_easy_setopt(handle, CURLOPT_DEBUGDATA, call);
	if (call->socket) {
		curl_easy_setopt(handle, CURLOPT_ABSTRACT_UNIX_SOCKET, call->socket);
		curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
	}
}

/* Without an answer to the mail's own commands the mail had no part in it: a connection was refused, or was gone. */
static enum smtp_outcome outcome_of(CURLcode code, enum stage stage, long status)
{
	if (!code)
		return SMTP_SENT;
	if (stage >= RCPT && status >= 500)
		return SMTP_REFUSED;
	return stage >= MAIL && status ? SMTP_LATER : SMTP_AWAY;
}

static enum smtp_outcome converse(struct call *call, char answer[SMTP_ANSWER_SIZE])
{
	CURLcode code = curl_easy_perform(handle);
	long status = 0;

	curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
	if (status >= 400)
		snprintf(answer, SMTP_ANSWER_SIZE, "%ld", status);
	else
		snprintf(answer, SMTP_ANSWER_SIZE, "%s", curl_easy_strerror(code));
	return outcome_of(code, call->stage, status);
}

/* What is libcurl's own is made last, so that no fault leaves it behind. */
static enum smtp_outcome transfer(void *pool, struct call *call, const struct mime_message *message, char answer[SMTP_ANSWER_SIZE])
{
	const char *from = pool_print(pool, "<%s>", message->from), *to = pool_print(pool, "<%s>", message->to);
	curl_mime *body = mime_message_body(pool, handle, message);
	struct curl_slist *recipients = http_list((const char *const[]){ to, NULL }), *headers = mime_message_headers(pool, message);
	enum smtp_outcome outcome;

	curl_easy_setopt(handle, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients);
	curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(handle, CURLOPT_MIMEPOST, body);
	outcome = converse(call, answer);
	curl_easy_setopt(handle, CURLOPT_MIMEPOST, NULL);
	curl_mime_free(body);
	curl_slist_free_all(headers);
	curl_slist_free_all(recipients);
	return outcome;
}

static enum smtp_outcome by_sendmail(void *pool, const struct mime_message *message, char answer[SMTP_ANSWER_SIZE])
{
	struct sendmail sendmail = sendmail_open(mail_settings.smtp_url + strlen("sendmail:"), message->from, message->to);
	struct call call = { .url = "smtp://127.0.0.1/localhost", .socket = sendmail.name, .local = true };
	enum smtp_outcome outcome;

	set_up_call(&call);
	outcome = transfer(pool, &call, message, answer);
	sendmail_close(&sendmail);
	return outcome;
}

enum smtp_outcome smtp_send(void *pool, const struct mime_message *message, char answer[SMTP_ANSWER_SIZE])
{
	struct call call = { .stage = BEFORE };

	if (!handle)
		handle = curl_easy_init();
	if (!handle)
		fault(FAULT_BUG, "out of memory");
	db_rest();
	if (text_begins(mail_settings.smtp_url, "sendmail:"))
		return by_sendmail(pool, message, answer);
	set_server(pool, &call);
	set_up_call(&call);
	return transfer(pool, &call, message, answer);
}
