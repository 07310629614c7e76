/*
 * A request and all that is known of it: what the server gave, what the serve loop found out, what the handler
 * answered. One talloc pool holds it all and ends with it.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include <jansson.h>
#include <stdbool.h>

#include "base/field.h"
#include "base/id.h"
#include "base/result.h"
#include "base/text.h"
#include "page/page.h"
#include "shop/token.h"
#include "shop/user.h"
#include "web/trace.h"

#define BODY_MOST ((size_t)1 << 20) /* bytes; more is read and dropped, and answered 413 */
#define ERRORS_MOST 16

enum method { GET = 1, POST, PUT, DELETE, OTHER_METHOD };

/* The server's side of a request: FastCGI or plain CGI. */
struct gateway {
	char **variables; /* `NAME=value`s as in environ(7), which live as long as the request */
	size_t (*read)(void *connection, char *buffer, size_t size); /* 0 at the end of the body */
	void (*write)(void *connection, const char *bytes, size_t size);
	void *connection;
};

struct request;

/* A page: its template, the handler that loads what it shows, and what it shows besides. */
struct page_kind {
	const char *template_file, *title;
	enum result (*load)(struct request *);        /* runs before a failed form is shown again; NULL: nothing to load */
	void (*dress)(struct request *, struct page *); /* NULL: nothing besides */
	unsigned flags;
};

enum {
	OPEN_FORM = 1,   /* has a form that somebody who isn't signed in may send */
	TO_PROVIDER = 2, /* leads to the payment provider, and takes cards by its script: the reply's headers let it */
};

/* A row of a program's route table; a row without a handler ends it. */
struct route {
	enum method method;
	const char *path; /* below the base path, without /api; `{id}` stands for one segment, and `{n}` for another */
	enum result (*handle)(struct request *);
	unsigned flags;
	const struct page_kind *page; /* what a GET shows, or a failed form comes back as; NULL: the error page */
};

enum {
	SIGNED_IN = 1,  /* needs a session */
	PAGE_ONLY = 2,
	API_ONLY = 4,
	CREATES = 8,    /* takes an idempotency key */
	SIGN_IN_RATE = 16, SIGN_UP_RATE = 32, /* throttled by address and by account */
	OUTSIDE = 64,   /* talks to an outside service: it owns its transactions */
	PUBLIC = 256, /* the same for everybody who isn't signed in: may be kept in memory for them */
	OR_ADMIN = 512, /* with SIGNED_IN: BOXOFFICE_ADMIN_TOKEN as bearer will do in the API; `admin` is then set, and there is no session */
	ONE_MOMENT = 1024, /* all that a GET reads is of one moment: for a page that several rows make, which change together */
	JOINS = 2048, /* where several wait they may be one transaction: the handler's best way is to read, then to queue all that it changes */
	FROM_SERVICE = 128, /* sent by an outside service, which signs its body: any type, no Origin */
};

struct error {
	const char *message, *field; /* field "" where none is to blame */
};

#define ETAG_SIZE 17

/* Until when what was read now is certain: for cache.c. */
struct freshness {
	uint64_t generation;
	int64_t until; /* milliseconds of this machine's monotonic clock */
};

struct reply {
	int status; /* 0: not made yet */
	const char *type, *location, *allow;
	const struct page_kind *page; /* the kind of page in the body; NULL: none, or an error's */
	char etag[ETAG_SIZE]; /* "" for none */
	int64_t retry_after; /* seconds; 0: none */
	struct text body, headers;
	char signs_in[ID_SIZE];
};

struct request {
	void *pool;
	const struct gateway *gateway;
	int64_t began; /* moment_ticks() */
	/* what the server gave */
	enum method method;
	bool head, api, secure;
	const char *method_as_sent, *uri, *request_id_as_sent, *traceparent, *https, *length_as_sent; /* as they came */
	const char *path, *query, *if_none_match, *host, *address, *type, *origin, *fetch_site, *cookies, *request_id;
	const char *key, *authorization, *stripe_signature; /* NULL for none */
	struct text body;
	bool too_large, cut_off; /* more of it than BODY_MOST; less than was said */
	struct trace trace;
	/* what the serve loop found */
	const struct route *route;
	const char *id;   /* the path's {id}, unchecked; "" if it has none */
	const char *n;    /* the path's {n}, likewise */
	json_t *input;    /* the body's members: any JSON, or a form's texts */
	json_t *asked;    /* the query's texts */
	bool signed_in;
	bool admin; /* the operator, by a token */
	struct session session;
	const char *token; /* the session's, as it came */
	struct freshness fresh;
	bool repeated;     /* its key was claimed before, by a request that left no answer */
	/* what the handler answered */
	struct error errors[ERRORS_MOST];
	size_t error_count;
	struct view view;              /* one thing to show */
	struct list list;              /* or a list of things, by the view's fields */
	size_t list_size;              /* of one of them; 0: it's no list */
	const char *list_name;
	const char *title, *next, *goes_to;
	const struct user *signs_in;
	bool signs_out;
	int64_t wait; /* seconds, for TOO_MANY */
	struct reply reply;
	char fault[256]; /* for the log */
};

/* Reads what the server gave. The body is read whole. */
void request_read(struct request *request, const struct gateway *gateway);

/* "GET" and so on, for the log and the Allow header. */
const char *method_name(enum method method);

/* The path that all addresses of the shop begin with: that of BOXOFFICE_BASE_URL, without a slash at its end. */
const char *request_base(void);

/* This site's origin as the client sees it: http://host:port. */
const char *request_origin(const struct request *request);

/* The value of the one cookie of this name; NULL where there is none, or more than one. In the pool. */
const char *request_cookie(const struct request *request, const char *name);

#endif
