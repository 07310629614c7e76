/*
 * A request, with everything that is known of it: what the web server passed on, what the layers of the server found out, what the handler
 * answered. All of it is allocated in the request's pool.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <jansson.h>
#include <stdbool.h>

#include "base/field.h"
#include "base/id.h"
#include "base/outcome.h"
#include "base/text.h"
#include "db/batch.h"
#include "page/page.h"
#include "http/token.h"
#include "base/log.h"

#define BODY_MAX ((size_t)1 << 20) /* longer bodies are read, dropped, and answered with 413 */
#define ERRORS_MAX 16

enum method { GET = 1, POST, PUT, DELETE, OTHER_METHOD };

/* How to exchange data with the web server about one request, by FastCGI or plain CGI. */
struct gateway {
	char **variables; /* `NAME=value`s as in environ(7), which live as long as the request */
	size_t (*read)(void *connection, char *buffer, size_t size); /* 0 at the end of the body */
	void (*write)(void *connection, const char *bytes, size_t size);
	void *connection;
};

struct request;

/* An account that a reply signs in. */
struct account {
	char id[ID_SIZE];
	const char *email;
};

/*
 * Other sites that a page uses: sites that scripts come from, that scripts send requests to, that frames show, and that forms are sent to.
 * Each is a piece of the Content-Security-Policy.
 */
struct page_sources {
	const char *script, *connect, *frame, *form; /* " https://a.example https://b.example"; frame: " frame-src https://…;"; "": none */
};

/*
 * A kind of page. A page shows a thing that the handler has loaded within its unit of work. The thing is handed to `fill`, which gets
 * neither the request nor a connection to the database. If a form is refused, its page is shown again, provided that the page has a `load`:
 * that loads the thing anew, hands it to the page (serve/respond.h), and returns DONE, or the outcome that says why this visitor mustn't
 * see it.
 */
struct page_kind {
	const char *template_file, *title;
	const struct outcome *(*load)(struct request *);    /* NULL: the page isn't shown again */
	void (*fill)(struct page *page, const void *shown); /* NULL: the page shows no thing */
	unsigned flags;
	const struct field *form; /* the fields for which {{>fields}} shows inputs: those with a label; NULL: the page has no such form */
	void (*sources)(void *pool, struct page_sources *); /* other sites that it needs; NULL: none */
	const char *const *typed; /* inputs of its forms, besides `form`, that are shown as they were typed; NULL after the last; or NULL */
	const char *error_title;  /* above what was wrong with the form: {{>error_summary}}; NULL: "Please check this" */
};

enum {
	OPEN_FORM = 1, /* the page has a form that people who aren't signed in may send */
};

/* A row of a program's route table. A row without a handler ends the table. */
struct route {
	enum method method;
	const char *path; /* below the base path, without /api; `{id}` and `{n}` each stand for any one segment */
	const struct outcome *(*handle)(struct request *);
	unsigned flags;
	const struct page_kind *page; /* what a GET shows; of a POST, the page that its form is on; NULL: none */
	/*
	 * Of a POST that needs a session: the address of that page, for whoever has to sign in first. `{id}` is that of the path, any other
	 * name in braces an input that is an id. With `?` at its end the page takes what was typed from its query. NULL: there is none.
	 */
	const char *form;
	/*
	 * Of a route whose body has a `password` and which CREATES an account: DONE if the password is this account's, KEY_REUSED if it isn't,
	 * TOO_MANY where there is no place to wait for that. With an idempotency key a repeat is known by the rest of the body and by this. Not
	 * within a transaction, since it takes long. NULL: no password comes here.
	 */
	const struct outcome *(*password_fits)(struct request *request, const struct account *account);
	const char *const *takes; /* of a CACHEABLE route: the names of its query's parameters, NULL after the last; NULL: it has none */
};

enum {
	SIGNED_IN = 1,  /* needs a session */
	PAGE_ONLY = 2,
	API_ONLY = 4,
	CREATES = 8,    /* takes an idempotency key */
	LASTS = 32768, SENDS = 65536, /* makes something that stays; makes the shop send something to others: serve/cost.h */
	WAITS = 16, /* the handler may wait (wait/wait.h), so it runs on a fiber; as does one that is: */
	OWN_TRANSACTIONS = 64,   /* talks to an outside service: it owns its transactions */
	SIGNS_IN = 8192, SIGNS_OUT = 16384, /* what the form is for; it is so already where another tab has done it */
	CACHEABLE = 256, /* a GET whose reply is the same for everybody who isn't signed in, so it may be kept for others (serve/cache.h) */
	OR_ADMIN = 512, /* with SIGNED_IN: in the API the operator may ask too, by BOXOFFICE_ADMIN_TOKEN; visitor.admin is then set */
	SNAPSHOT = 1024, /* a GET that reads several rows which change together: it reads all of them as they were at one moment */
	BATCHED = 4096, /* the handler only reads, and puts what it changes into request->run.batch, which is committed after it */
	GROUP_COMMIT = 2048, /* with BATCHED: where several such requests wait, their batches are committed together */
	SIGNED_WEBHOOK = 128, /* sent by an outside service, which signs its body: its type and Origin aren't checked */
};

struct error {
	const char *message, *field; /* field "": the error is about no field */
};

#define ETAG_SIZE 17

/* How long the reply may be shown to others, for serve/cache. In milliseconds of this machine's monotonic clock. */
struct freshness {
	uint64_t generation; /* the generation of what the reply shows, read before the handler ran */
	int64_t began;       /* when the generation was read */
	int64_t until;       /* the reply may be shown until then; 0: it isn't kept */
};

struct reply {
	int status; /* 0: not made yet */
	const char *type, *location, *allow;
	const struct page_kind *page; /* the kind of page in the body; NULL: none, or an error's */
	char etag[ETAG_SIZE]; /* "" for none */
	int64_t retry_after; /* seconds; 0: none */
	struct text body, headers;
	const struct account *signs_in; /* the account that the reply signs in; NULL: none */
};

/* What the web server passed on: written by request_read(), and by nobody after it. Texts are "" where a header is missing. */
struct received {
	enum method method;
	bool head, api;
	bool secure; /* visitors come by TLS: it ends at our web server, or at a proxy where BOXOFFICE_BASE_URL begins with https */
	const char *method_as_sent, *uri, *request_id_as_sent, *traceparent, *https, *length_as_sent; /* as they came */
	const char *path, *query, *if_none_match, *host, *address, *type, *origin, *fetch_site, *cookies, *request_id;
	const char *key_as_sent, *authorization, *stripe_signature; /* NULL for none */
	const char *forwarded; /* NULL, or what a proxy says of who asks: never believed, but for that there is a proxy */
	struct text body;
	bool too_large, cut_off; /* the body is longer than BODY_MAX; the body is shorter than Content-Length */
	struct trace trace;
};

/* The row of the route table that fits the request, and the segments of the path for {id} and {n}. Written by serve/dispatch. */
struct match {
	const struct route *route; /* NULL: none */
	const char *id; /* the path's {id}, unchecked; "" if it has none */
	const char *n;  /* the path's {n}, unchecked; "" if it has none */
	const char *allow; /* the methods that the path allows, if the request's method isn't one of them; else NULL */
};

/* Who sends the request. Written by http/session, `admin` by serve/dispatch. */
struct visitor {
	bool signed_in;
	bool admin;         /* the operator, who has sent his token */
	struct session session;
	const char *token;  /* the session's cookie */
	unsigned sessions;  /* how many cookies were sessions of ours */
};

/* What the client sent, and which rules that breaks. Written by http/input. */
struct input {
	json_t *body;  /* the body's members: any JSON, or a form's texts */
	json_t *query; /* the query's texts */
	const char *key; /* the idempotency key; NULL where the client sent none, or the route doesn't take one */
	struct error errors[ERRORS_MAX];
	size_t error_count;
};

/* What is left of the minute for who asks. Written by serve/cost. */
struct allowance {
	int64_t limit, left; /* units; limit 0: nothing is counted */
	int64_t reset;       /* seconds until all of it is there again */
};

/* How the handler runs: written by serve/serve_request, serve/keyed, serve/cache and serve/attempt. */
struct run {
	struct attempt *attempt; /* to sign in or up (serve/attempt.h); NULL: it is none */
	struct batch *batch; /* the writes of a BATCHED handler */
	struct freshness fresh;
	bool repeated;   /* an earlier request with the same idempotency key left no answer: it may have had its effect */
	char fault[256]; /* what went wrong, for the log */
};

/* What the handler wants to show, as JSON or as a page. Written by the handler, through serve/respond.h. */
struct answer {
	struct view view;       /* one thing to show */
	struct text list;       /* or the JSON of a list of things; empty: there is none */
	const void *shown;      /* what a page is handed */
	const char *title;      /* of the page; NULL: that of its kind */
	const struct page_kind *page; /* the kind of page, once the page has its thing; NULL: no page can be shown yet */
	const char *next, *goes_to;   /* addresses: of the further page, of the new or changed thing */
	const struct account *signs_in; /* NULL: nobody */
	bool signs_out;
	const char *challenge;  /* the scheme of WWW-Authenticate, of a 401; NULL: no such header */
	int64_t wait;           /* seconds, for a 429 */
};

/* A request. Each part is written by one layer. */
struct request {
	void *pool;
	const struct gateway *gateway;
	int64_t began; /* moment_ticks() */
	struct received received;
	struct match match;
	struct visitor visitor;
	struct input input;
	struct allowance allowance;
	struct run run;
	struct answer answer;
	struct reply reply; /* written by serve/respond */
};

/* Reads everything that the web server passes on, including the whole body. */
void request_read(struct request *request, const struct gateway *gateway);

/* The method as a word, such as "GET". For the log and the header Allow. */
const char *request_method_name(enum method method);

/* The path that all addresses of the shop begin with: the path of BOXOFFICE_BASE_URL, without a slash at the end. */
const char *request_base(void);

/*
 * The shop's origin as browsers say it, http://host:port: that of BOXOFFICE_BASE_URL. Where that is empty, it is by the `Host` header; so
 * it is where both name this machine itself, so that a trial can be reached by each of its names and ports. In the pool.
 */
const char *request_origin(const struct request *request);

/*
 * The network that the request comes from, as bytes in hexadecimal, however its address is written: all of an IPv4 address, the first half
 * of an IPv6 address, which is what one client has to itself. What is no address stands for itself. In the pool.
 */
const char *request_network(const struct request *request);

/*
 * The value of the next cookie of this name, in the pool; NULL after the last. `*rest` is received.cookies at first, and moves on. A
 * browser sends several of one name where another program on the domain, or one at another path, has set its own.
 */
const char *request_next_cookie(const struct request *request, const char *name, const char **rest);

/* What may be wrong with any request. */
extern const struct outcome
	MALFORMED[1],      /* the body can't be read at all */
	CUT_OFF[1],        /* the body is shorter than Content-Length says */
	FOREIGN_ORIGIN[1], /* the request was sent by another site */
	FORM_EXPIRED[1],   /* the form's CSRF token isn't this visitor's */
	METHOD_REFUSED[1], /* the address exists, but doesn't allow the method */
	TOO_LARGE[1],      /* the body is longer than BODY_MAX */
	TYPE_REFUSED[1];   /* the body's media type isn't the one that the route reads */

#endif
