{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<h1>Add a webhook</h1>
<p class="lead">We send a signed POST to this address whenever something happens to your tickets or orders.</p>
{{>error_summary}}
<form class="panel" id="f-" action="{{base}}/webhooks" method="post" novalidate data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
<input type="hidden" name="idempotency_key" value="{{idempotency_key}}">
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
<button class="btn btn-primary" type="submit">Add webhook</button>
<a class="btn btn-quiet" href="{{base}}/webhooks">Cancel</a>
</div>
</form>
</div>
