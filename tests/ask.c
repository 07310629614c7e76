#include "tests/ask.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/config.h"
#include "base/text.h"
#include "http/token.h"
#include "tests/test.h"

#define VARIABLES_MAX 40

struct environment {
	char *variables[VARIABLES_MAX + 1];
	size_t count;
};

static void add(struct environment *to, const char *name, const char *value)
{
	ck_assert_uint_lt(to->count, VARIABLES_MAX);
	if (value)
		to->variables[to->count++] = pool_print(pool, "%s=%s", name, value);
}

/* ---- which program: as apache/routes says it to the servers */

static bool is_below(const char *path, const char *prefix)
{
	size_t length = strlen(prefix);

	return !strncmp(path, prefix, length) && (!path[length] || path[length] == '/');
}

static const char *program_of(const char *url)
{
	static const char *const routes[][2] = { { "/healthz", "health" }, { "/readyz", "health" }, { "/auth/signup", "signup" },
		{ "/api/users/signup", "signup" }, { "/auth/signin", "signin" }, { "/api/users/signin", "signin" },
		{ "/auth/signout", "signout" }, { "/api/users/signout", "signout" }, { "/api/users/currentuser", "currentuser" },
		{ "/products", "products" }, { "/api/products", "products" }, { "/orders", "orders" }, { "/api/orders", "orders" },
		{ "/api/feed", "feed" }, { "/metrics", "metrics" },
		{ "/webhooks", "webhooks" }, { "/api/webhooks", "webhooks" },
		{ "/payments", "payments" }, { "/api/payments", "payments" } };
	const char *path = pool_copy(pool, url, strcspn(url, "?")), *build = getenv("BUILD"), *name = "home";

	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++)
		if (is_below(path, routes[i][0]))
			name = routes[i][1];
	return pool_print(pool, "%s/cgi-bin/%s.fcgi", build ? build : "build", name);
}

/* ---- what it is asked */

/* The token that a page would give to this person, or to the visitor of this cookie, for its forms. */
static const char *csrf_of(const struct question *question)
{
	const char *of = question->as ? question->as->token : question->cookie ? strstr(question->cookie, "visitor=") : NULL;
	char seal[SEAL_SIZE];

	if (!of)
		return "";
	if (!question->as)
		of = pool_copy(pool, of + 8, strcspn(of + 8, "; "));
	token_seal(seal, "form", of);
	return pool_text(pool, seal);
}

static const char *body_of(const struct question *question, const char **type, size_t *length)
{
	const char *body = question->body ? question->body : question->json;

	*type = question->type ? question->type : question->json ? "application/json" : NULL;
	if (question->form) {
		*type = question->type ? question->type : "application/x-www-form-urlencoded";
		body = question->no_csrf ? question->form
		                         : pool_print(pool, "%s%scsrf=%s", question->form, *question->form ? "&" : "", csrf_of(question));
	}
	*length = question->length ? question->length : body ? strlen(body) : 0;
	return body;
}

static const char *conf_with(const char *settings)
{
	char *name = pool_text(pool, "/tmp/boxoffice-conf.XXXXXX");
	FILE *from = fopen(getenv("BOXOFFICE_CONF"), "r"), *to = fdopen(mkstemp(name), "w");
	int byte;

	ck_assert(from && to);
	while ((byte = getc(from)) != EOF)
		putc(byte, to);
	fprintf(to, "\n%s\n", settings);
	fclose(from);
	fclose(to);
	return name;
}

static const char *cookie_sent(const struct question *question)
{
	if (question->cookie || !question->as)
		return question->cookie;
	return pool_print(pool, "session=%s", question->as->token);
}

static void fill(struct environment *environment, const struct question *question, const char *type, size_t length)
{
	for (size_t i = 0; i < 8 && question->environment[i]; i++)
		environment->variables[environment->count++] = pool_text(pool, question->environment[i]);
	add(environment, "PATH", getenv("PATH"));
	add(environment, "ASAN_OPTIONS", getenv("ASAN_OPTIONS"));
	add(environment, "UBSAN_OPTIONS", getenv("UBSAN_OPTIONS"));
	add(environment, "GATEWAY_INTERFACE", "CGI/1.1");
	add(environment, "REQUEST_METHOD", question->method);
	add(environment, "REQUEST_URI", question->url);
	add(environment, "HTTP_HOST", "shop.example.com");
	add(environment, "REMOTE_ADDR", "192.0.2.1");
	add(environment, "CONTENT_TYPE", type);
	add(environment, "CONTENT_LENGTH", length ? pool_print(pool, "%zu", length) : NULL);
	add(environment, "HTTP_COOKIE", cookie_sent(question));
	add(environment, "HTTP_IDEMPOTENCY_KEY", question->key);
	add(environment, "HTTPS", question->tls ? "on" : NULL);
}

/* ---- asking */

static char *contents(int fd, size_t *length)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *text = pool_alloc(pool, (size_t)size + 1);

	ck_assert_int_eq(pread(fd, text, (size_t)size, 0), size);
	close(fd);
	*length = (size_t)size;
	return text;
}

static int memory(const char *bytes, size_t length)
{
	int fd = memfd_create("ask", 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes ? bytes : "", length), (ssize_t)length);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void run(const char *program, char *const *environment, const int fds[3])
{
	pid_t child = fork();
	int status;

	ck_assert_int_ge(child, 0);
	if (!child) {
		for (int i = 0; i < 3; i++)
			dup2(fds[i], i);
		execle(program, program, (char *)NULL, environment);
		perror(program);
		_exit(127);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(status == 0, "%s ended with %#x", program, (unsigned)status);
}

static struct answer *parse(char *bytes, size_t length, const char *log)
{
	struct answer *answer = pool_alloc(pool, sizeof(*answer));
	char *end = strstr(bytes, "\r\n\r\n");

	ck_assert_msg(end != NULL, "no head: %s; log: %s", bytes, log);
	answer->head = pool_print(pool, "\n%.*s\r\n", (int)(end - bytes), bytes);
	answer->body = end + 4;
	answer->length = length - (size_t)(answer->body - bytes);
	answer->log = log;
	answer->status = atoi(header_of(answer, "Status"));
	answer->json = json_loads(answer->body, JSON_REJECT_DUPLICATES, NULL);
	return answer;
}

/* ---- what every answer must have */

static bool comes_by_tls(const struct question *question)
{
	return question->tls || (question->settings && strstr(question->settings, "BOXOFFICE_BASE_URL=https://"));
}

static void check_head(const struct question *question, const struct answer *answer)
{
	const char *policy = header_of(answer, "Content-Security-Policy"), *length = header_of(answer, "Content-Length");

	ck_assert_msg(policy && strstr(policy, "default-src 'none'") && !strstr(policy, "unsafe-") &&
	              strstr(policy, "frame-ancestors 'none'"), "policy: %s", policy);
	ck_assert_str_eq(header_of(answer, "X-Content-Type-Options"), "nosniff");
	ck_assert_ptr_nonnull(header_of(answer, "Referrer-Policy"));
	ck_assert_ptr_nonnull(header_of(answer, "Cache-Control"));
	ck_assert((header_of(answer, "Strict-Transport-Security") != NULL) == comes_by_tls(question));
	if (question->as)
		ck_assert_str_eq(header_of(answer, "Cache-Control"), "no-store");
	if (answer->status == 204)
		ck_assert(!length && !answer->length);
	else if (strcmp(question->method, "HEAD"))
		ck_assert_uint_eq(strtoul(length, NULL, 10), answer->length);
	else
		ck_assert_uint_eq(answer->length, 0);
}

/* One line of ours; ctemplate has a line of its own where a template is missing. */
static void check_log(const struct question *question, const struct answer *answer)
{
	const char *ours = strstr(answer->log, " level=");

	ck_assert_msg(ours && !strstr(ours + 1, " level="), "not one line in the log: %s", answer->log);
	ck_assert_contains(answer->log, " request=");
	ck_assert_lacks(answer->log, "sesame");
	ck_assert_lacks(answer->log, "csrf");
	if (question->as)
		ck_assert_lacks(answer->log, question->as->token);
}

struct answer *test_ask(const struct question *question)
{
	struct environment environment = { 0 };
	const char *type, *conf = question->settings ? conf_with(question->settings) : getenv("BOXOFFICE_CONF");
	size_t length, log_length;
	const char *body = body_of(question, &type, &length);
	int fds[3] = { memory(body, length), memory(NULL, 0), memory(NULL, 0) };
	struct answer *answer;
	char *bytes, *log;

	fill(&environment, question, type, length);
	add(&environment, "BOXOFFICE_CONF", conf);
	run(program_of(question->url), environment.variables, fds);
	close(fds[0]);
	log = contents(fds[2], &log_length);
	bytes = contents(fds[1], &length);
	if (question->settings)
		unlink(conf);
	answer = parse(bytes, length, log);
	check_head(question, answer);
	check_log(question, answer);
	return answer;
}
