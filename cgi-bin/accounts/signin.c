/* Begins a session: POST /api/users/signin, /auth/signin. */
#include "base/pool.h"
#include "cgi-bin/accounts/account_page.h"
#include "gateway/serve.h"
#include "http/input.h"

/* Answers 200 {id,email} and begins the session; 400 with the broken rules, or `Invalid credentials`. */
static const struct outcome *sign_in(struct request *request)
{
	const char *email = account_page_email(request), *password = input_raw(request, "password");
	struct user *user = pool_alloc(request->pool, sizeof(*user));
	const struct outcome *result;

	if (!*password)
		input_error(request, "password", "You must supply a password");
	if (input_failed(request))
		return INVALID;
	result = user_sign_in(request->pool, request->run.batch, user, email, password);
	if (result == DONE)
		account_page_welcome(request, user);
	return result;
}

static const struct page_kind signin_page = { "accounts/signin.tpl", "Sign in", account_page_ask, account_page_fill, OPEN_FORM };

static const struct route routes[] = {
	{ GET,  "/auth/signin",  account_page_ask, PAGE_ONLY, &signin_page },
	{ POST, "/auth/signin",  sign_in,     PAGE_ONLY | BATCHED | SIGN_IN_RATE | SIGNS_IN, &signin_page },
	{ POST, "/users/signin", sign_in,     API_ONLY | BATCHED | SIGN_IN_RATE, NULL },
	{ 0 }
};

int main(void)
{
	return serve(routes);
}
