{{%AUTOESCAPE context="HTML"}}
<header class="page-head">
<h1>Webhook</h1>
<p class="lead endpoint"><code>{{endpoint}}</code></p>
<p>{{#is_on}}<span class="tag tag-on">On</span>{{/is_on}}{{#is_failing}}<span class="tag tag-hot">Failing</span>{{/is_failing}}{{#is_off}}<span class="tag tag-off">Off</span>{{/is_off}} {{#last_delivered}}Last delivered <time datetime="{{at}}">{{at_text}}</time>{{/last_delivered}}{{#never_delivered}}Nothing delivered yet{{/never_delivered}}</p>
</header>
{{>error_summary}}
{{#unproved}}
<div class="alert alert-info">
<p class="error-title">This address has not proved itself yet</p>
<p>Until it does, only a little is sent to it: 60 messages at once, then one each second. It proves itself by answering a message with the header <code>Boxoffice-Challenge</code> that came with it. A ping is enough.</p>
</div>
{{/unproved}}
{{#is_failing}}
<div class="alert alert-warning">
<p class="error-title">This address does not answer as it should</p>
<p>{{#failing_since}}Since <time datetime="{{at}}">{{at_text}}</time>. {{/failing_since}}{{#next_try}}We try again from <time datetime="{{at}}">{{at_text}}</time> on. {{/next_try}}What happens meanwhile waits, and is sent in order. After three days of failures we switch the webhook off.</p>
</div>
{{/is_failing}}
{{#is_off}}
<div class="alert alert-info">
<p class="error-title">This webhook is off</p>
<p>{{#by_owner}}You have switched it off. {{/by_owner}}{{#by_failing}}Nothing could be delivered to it for three days. {{/by_failing}}{{#by_gone}}Its address has answered 410 Gone. {{/by_gone}}What already waits for it is kept; what happens while it is off is not sent to it.</p>
<form action="{{base}}/webhooks/{{id}}/state" method="post" data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
<button class="btn btn-primary" type="submit" name="state" value="on">Switch it on</button>
</form>
</div>
{{/is_off}}
{{#new_secret}}
<section class="panel" aria-labelledby="secret-new">
<h2 id="secret-new">Signing secret</h2>
<p>Copy it now: ten minutes after it was made it is shown nowhere any more.</p>
<p class="secret"><code>{{secret}}</code></p>
</section>
{{/new_secret}}
<section class="panel" aria-labelledby="log">
<h2 id="log">Deliveries</h2>
<form class="ping" action="{{base}}/webhooks/{{id}}/ping" method="post" data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
<button class="btn btn-outline" type="submit">Send a ping</button>
<a class="btn btn-quiet" href="{{base}}/webhooks/{{id}}">Look again</a>
</form>
{{#no_deliveries}}
<p>Nothing yet. A ping tells whether your program listens.</p>
{{/no_deliveries}}
{{#has_deliveries}}
<ul class="lines deliveries">
{{#deliveries}}
<li>
<div class="line-what">
<h3><code>{{subject}}</code> {{#is_delivered}}<span class="tag tag-on">Delivered</span>{{/is_delivered}}{{#is_waiting}}<span class="tag tag-off">Waiting</span>{{/is_waiting}}{{#is_retried}}<span class="tag tag-hot">Trying again</span>{{/is_retried}}{{#is_failed}}<span class="tag tag-off">Failed</span>{{/is_failed}}</h3>
<p class="per">{{#has_position}}Event {{position}}, {{/has_position}}<time datetime="{{createdAt}}">{{createdAt_text}}</time></p>
<p class="per">{{#was_answered}}Answer {{status}}{{/was_answered}}{{why}}</p>
</div>
{{#may_replay}}
<form action="{{base}}/webhooks/{{id}}/deliveries/{{n}}/replay" method="post" data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
<button class="btn btn-quiet" type="submit">Send again<span class="visually-hidden">: {{subject}}, delivery {{n}}</span></button>
</form>
{{/may_replay}}
</li>
{{/deliveries}}
</ul>
{{/has_deliveries}}
{{#older}}
<p><a class="btn btn-outline" href="{{base}}/webhooks/{{id}}?after={{after:u}}" rel="next">Older deliveries</a></p>
{{/older}}
</section>
<form class="panel" id="f-" action="{{base}}/webhooks/{{id}}" method="post" novalidate data-once>
<h2>Address and events</h2>
<input type="hidden" name="csrf" value="{{csrf}}">
<div class="field">
<label class="form-label" for="f-url">URL</label>
<p class="form-text" id="h-url">Begins with https://. It must be reachable from the Internet.</p>
<input class="form-control" id="f-url" type="url" name="url" value="{{url}}" required maxlength="2000" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="h-url e-url"{{#url_error}} aria-invalid="true"{{/url_error}}>
<p class="field-error" id="e-url">{{#url_error}}{{message}} {{/url_error}}</p>
</div>
<fieldset class="boxes">
<legend class="form-label">Events to send</legend>
<p class="form-text">None ticked means all of them.</p>
<ul>
{{#boxes}}
<li><input class="tick" type="checkbox" id="b-{{name}}" name="{{name}}" value="1"{{#ticked}} checked{{/ticked}}> <label for="b-{{name}}"><code>{{subject}}</code></label></li>
{{/boxes}}
</ul>
</fieldset>
<div class="actions">
<button class="btn btn-primary" type="submit">Save changes</button>
</div>
</form>
<section class="panel" aria-labelledby="secret">
<h2 id="secret">New secret</h2>
<p>Makes a new signing secret. For a day both the new one and the present one sign, so that you can change over.</p>
<form action="{{base}}/webhooks/{{id}}/secret" method="post" data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
<input type="hidden" name="idempotency_key" value="{{idempotency_key}}">
<button class="btn btn-outline" type="submit">Make a new secret</button>
</form>
</section>
<section class="panel" aria-labelledby="end">
<h2 id="end">Stop sending</h2>
<div class="actions">
{{#may_stop}}
<form action="{{base}}/webhooks/{{id}}/state" method="post" data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
<button class="btn btn-outline" type="submit" name="state" value="off">Switch it off</button>
</form>
{{/may_stop}}
<form action="{{base}}/webhooks/{{id}}/delete" method="post" data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
<button class="btn btn-danger-quiet" type="submit">Delete this webhook</button>
</form>
</div>
</section>
<p class="back"><a href="{{base}}/webhooks">All webhooks</a></p>
