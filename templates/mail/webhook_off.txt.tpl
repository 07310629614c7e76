Your webhook is switched off
For three days we could not deliver events to
{{blank}}
  {{detail}}
{{blank}}
so we have switched it off. When it answers again, switch it on at
{{base}}/webhooks and replay what it has missed.
