#include "stripe/refusal.h"

#include "base/text.h"

bool stripe_refusal_is_ours(const struct stripe_answer *answer)
{
	return answer->status == 401 || answer->status == 403;
}

bool stripe_refusal_is(const struct stripe_answer *answer)
{
	return answer->status >= 400 && answer->status < 500 && answer->status != 409 && answer->status != 429 && answer->json;
}

static const struct {
	const char *code, *words;
} said[] = {
	{ "amount_too_small", "This total is below the smallest amount that can be paid by card." },
	{ "amount_too_large", "This total is above the largest amount that can be paid by card." },
};

/* Stripe's own words are for the buyer where they are about the card (402). */
static const char *words_for(const struct stripe_answer *answer)
{
	const char *code = stripe_answer_error(answer, "code");

	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		if (text_is(code, said[i].code))
			return said[i].words;
	return answer->status == 402 ? stripe_answer_error(answer, "message") : "The payment could not be made with this card.";
}

struct charge stripe_refusal_charge(const struct stripe_answer *answer, const char *provider_id)
{
	if (stripe_refusal_is_ours(answer))
		return (struct charge){ .state = CHARGE_UNAVAILABLE, .provider_id = provider_id };
	return (struct charge){ .state = CHARGE_DECLINED, .provider_id = provider_id, .message = words_for(answer) };
}
