#include "out/mime_message.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/fault.h"
#include "base/moment.h"
#include "base/pool.h"
#include "base/text.h"
#include "out/http.h"

#define PLAIN_MAX 60 /* bytes of words that aren't encoded: with the header's name one line */
#define WORD_BYTES 45 /* of text in an encoded word, which has 75 characters at most */

static bool is_control(char byte)
{
	return (unsigned char)byte < 0x20 || byte == 0x7f;
}

static char *without_controls(void *pool, const char *words)
{
	char *clean = pool_text(pool, words);

	for (char *byte = clean; *byte; byte++)
		if (is_control(*byte))
			*byte = ' ';
	return clean;
}

/* Plain ASCII that nobody takes for an encoded word. */
static bool is_plain(const char *words)
{
	for (const char *byte = words; *byte; byte++)
		if ((unsigned char)*byte >= 0x80)
			return false;
	return strlen(words) <= PLAIN_MAX && !strstr(words, "=?");
}

/* As many bytes as fit into a word, whole characters of UTF-8. */
static size_t piece_of(const char *words)
{
	size_t length = strnlen(words, WORD_BYTES);

	while (length > 1 && ((unsigned char)words[length] & 0xc0) == 0x80)
		length--;
	return length;
}

const char *mime_message_words(void *pool, const char *words)
{
	struct text encoded = text_in(pool);
	unsigned char base64[WORD_BYTES / 3 * 4 + 1];

	words = without_controls(pool, words);
	if (is_plain(words))
		return words;
	for (size_t length; *words; words += length) {
		length = piece_of(words);
		EVP_EncodeBlock(base64, (const unsigned char *)words, (int)length);
		text_print(&encoded, "%s=?utf-8?B?%s?=", encoded.length ? "\r\n " : "", (const char *)base64);
	}
	return encoded.bytes;
}

/* A name before an address: encoded, or within quotes. */
static const char *name_words(void *pool, const char *name)
{
	const char *words = mime_message_words(pool, name);
	struct text quoted = text_in(pool);

	if (strstr(words, "=?"))
		return words;
	text_put(&quoted, "\"");
	for (; *words; words++)
		text_print(&quoted, "%s%c", *words == '"' || *words == '\\' ? "\\" : "", *words);
	text_put(&quoted, "\"");
	return quoted.bytes;
}

/* The zone as a number: its name is an obsolete form. */
static const char *date_of(void *pool, int64_t moment)
{
	char text[MOMENT_SIZE];

	moment_http(text, moment);
	return pool_print(pool, "%.*s+0000", (int)strcspn(text, "G"), text);
}

struct curl_slist *mime_message_headers(void *pool, const struct mime_message *message)
{
	const char *headers[] = {
		pool_print(pool, "Date: %s", date_of(pool, message->date)),
		pool_print(pool, "From: %s <%s>", name_words(pool, message->name), without_controls(pool, message->from)),
		pool_print(pool, "To: <%s>", without_controls(pool, message->to)),
		pool_print(pool, "Subject: %s", mime_message_words(pool, message->subject)),
		pool_print(pool, "Message-ID: <%s>", without_controls(pool, message->id)),
		"Auto-Submitted: auto-generated",
		"Content-Type: multipart/alternative",
		NULL,
	};

	return http_list(headers);
}

static const char *with_crlf(void *pool, const char *text)
{
	struct text lines = text_in(pool);

	text_put(&lines, "");
	for (const char *end; *text; text = *end ? end + 1 : end) {
		end = strchrnul(text, '\n');
		text_add(&lines, text, (size_t)(end - text));
		text_put(&lines, "\r\n");
	}
	return lines.bytes;
}

static CURLcode add_part(curl_mime *mime, const char *type, const char *text)
{
	curl_mimepart *part = curl_mime_addpart(mime);
	CURLcode code = part ? curl_mime_data(part, text, CURL_ZERO_TERMINATED) : CURLE_OUT_OF_MEMORY;

	if (!code)
		code = curl_mime_type(part, type);
	return code ? code : curl_mime_encoder(part, "quoted-printable");
}

curl_mime *mime_message_body(void *pool, CURL *curl, const struct mime_message *message)
{
	const char *text = with_crlf(pool, message->text), *html = with_crlf(pool, message->html);
	curl_mime *mime = curl_mime_init(curl);

	if (mime && !add_part(mime, "text/plain; charset=utf-8", text) && !add_part(mime, "text/html; charset=utf-8", html))
		return mime;
	curl_mime_free(mime);
	fault(FAULT_BUG, "out of memory");
}
