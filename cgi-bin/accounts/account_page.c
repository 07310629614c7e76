#include "cgi-bin/accounts/account_page.h"

#include <string.h>

#include "accounts/settings.h"
#include "base/config.h"
#include "base/pool.h"
#include "base/text.h"
#include "page/view.h"
#include "http/input.h"
#include "http/next.h"
#include "serve/attempt.h"
#include "serve/respond.h"
#include "serve/settings.h"
#include "wait/line.h"

#define COME_BACK 5 /* seconds, where the line is full */

const char *const account_page_typed[] = { "email", NULL };

const char *account_page_email(struct request *request)
{
	const char *email = text_trim(pool_text(request->pool, input_raw(request, "email")));

	if (text_is_email(email))
		return email;
	input_error(request, "email", "Email must be valid");
	return NULL;
}

struct turn {
	struct request *request;
	struct credentials *credentials;
	account_verb *verb;
	const struct outcome *outcome;
};

static void take_turn(void *argument)
{
	struct turn *turn = argument;

	turn->outcome = turn->verb(turn->request, turn->credentials);
}

const struct outcome *account_page_in_line(struct request *request, struct credentials *credentials, account_verb *verb)
{
	struct turn turn = { request, credentials, verb, NULL };
	int64_t max = config.rate_limit ? serve_settings.password_line : -1;

	if (line_run(attempt_by(request, credentials->email), max, take_turn, &turn))
		return turn.outcome;
	attempt_take_back(request);
	respond_wait(request, COME_BACK);
	return TOO_MANY;
}

void account_page_welcome(struct request *request, const struct user *user)
{
	struct account *account = pool_alloc(request->pool, sizeof(*account));

	memcpy(account->id, user->id, ID_SIZE);
	account->email = user->email;
	respond_signs_in(request, account);
	respond_show(request, user_fields, user);
	respond_goes_to(request, "%s", request->received.api ? "/users/currentuser" : next_wanted(request));
}

const struct outcome *account_page_ask(struct request *request)
{
	respond_page(request, next_wanted(request));
	return DONE;
}

void account_page_fill(struct page *page, const void *next)
{
	page_set(page, "next", next);
	view_number(page, "password_min", accounts_settings.password_min);
	view_number(page, "password_max", accounts_settings.password_max);
}
