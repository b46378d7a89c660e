{{/* The name of everything: that of the release, with the chart's where it is not in it. */}}
{{- define "foretide.name" -}}
{{- $name := ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name) -}}
{{- $name | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{- define "foretide.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "foretide.labels" -}}
{{ include "foretide.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* The roles that are deployed, separated by spaces; the first one answers for series. */}}
{{- define "foretide.roles" -}}
{{ ternary "evaluator trainer" "all" .Values.split }}
{{- end }}

{{/* Takes a list of the root and a role. */}}
{{- define "foretide.roleName" -}}
{{- $name := include "foretide.name" (first .) -}}
{{- ternary $name (printf "%s-%s" $name (last .)) (eq (last .) "all") -}}
{{- end }}

{{- define "foretide.applicationId" -}}
{{ index .Values.config "application.id" | default "foretide" }}
{{- end }}

{{- define "foretide.readings" -}}
{{ index .Values.config "readings.topic" | default "readings" }}
{{- end }}

{{/* The name of one of Foretide's own topics; takes a list of the root and forecasts, scores, ... */}}
{{- define "foretide.topic" -}}
{{- $root := first . -}}
{{- index $root.Values.config (printf "%s.topic" (last .)) | default (printf "%s-%s" (include "foretide.applicationId" $root) (last .)) -}}
{{- end }}

{{- define "foretide.scheme" -}}
{{ hasKey .Values.config "http.tls.keystore" | ternary "HTTPS" "HTTP" }}
{{- end }}
