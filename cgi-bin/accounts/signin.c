/* Begins a session: POST /api/users/signin, /auth/signin. */
#include "base/pool.h"
#include "cgi-bin/accounts/account_page.h"
#include "gateway/serve.h"
#include "http/input.h"
#include "serve/attempt.h"

static const struct outcome *check_password(struct request *request, struct credentials *given)
{
	return user_sign_in(request->pool, request->run.batch, &given->user, given->email, given->password);
}

/* Answers 200 {id,email} and begins the session; 400 with the broken rules, or `Invalid credentials`; 429. */
static const struct outcome *sign_in(struct request *request)
{
	struct credentials *given = pool_alloc(request->pool, sizeof(*given));
	const struct outcome *outcome;

	given->email = account_page_email(request);
	given->password = input_raw(request, "password");
	if (!*given->password)
		input_error(request, "password", "You must supply a password");
	if (input_failed(request))
		return INVALID;
	outcome = attempt_sign_in(request, given->email);
	if (outcome == DONE)
		outcome = account_page_in_line(request, given, check_password);
	if (outcome != DONE)
		return outcome;
	attempt_take_back(request);
	account_page_welcome(request, &given->user);
	return DONE;
}

static const struct page_kind signin_page = { "accounts/signin.tpl", "Sign in", account_page_ask, account_page_fill, OPEN_FORM,
                                              .typed = account_page_typed };

static const struct route routes[] = {
	{ GET,  "/auth/signin",  account_page_ask, PAGE_ONLY, &signin_page },
	{ POST, "/auth/signin",  sign_in,     PAGE_ONLY | BATCHED | WAITS | SIGNS_IN, &signin_page },
	{ POST, "/users/signin", sign_in,     API_ONLY | BATCHED | WAITS, NULL },
	{ 0 }
};

int main(void)
{
	return serve(routes);
}
