{{/* How the pods reach Strimzi's brokers: encrypted, trusting the cluster's authority, as the KafkaUser. */}}

{{- define "foretide.strimzi.env" -}}
{{- if .Values.strimzi.cluster -}}
- name: FORETIDE_KAFKA_SSL_TRUSTSTORE_TYPE
  value: PEM
- name: FORETIDE_KAFKA_SSL_TRUSTSTORE_LOCATION
  value: /etc/kafka/cluster/ca.crt
{{- if eq .Values.strimzi.authentication "tls" }}
- name: FORETIDE_KAFKA_SECURITY_PROTOCOL
  value: SSL
- name: FORETIDE_KAFKA_SSL_KEYSTORE_TYPE
  value: PKCS12
- name: FORETIDE_KAFKA_SSL_KEYSTORE_LOCATION
  value: /etc/kafka/user/user.p12
- name: FORETIDE_KAFKA_SSL_KEYSTORE_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ include "foretide.name" . }}, key: user.password}}
{{- else }}
- name: FORETIDE_KAFKA_SECURITY_PROTOCOL
  value: SASL_SSL
- name: FORETIDE_KAFKA_SASL_MECHANISM
  value: SCRAM-SHA-512
- name: FORETIDE_KAFKA_SASL_JAAS_CONFIG
  valueFrom: {secretKeyRef: {name: {{ include "foretide.name" . }}, key: sasl.jaas.config}}
{{- end }}
{{- end }}
{{- end }}

{{- define "foretide.strimzi.volumeMounts" -}}
{{- if .Values.strimzi.cluster -}}
- {name: kafka-cluster, mountPath: /etc/kafka/cluster, readOnly: true}
{{- if eq .Values.strimzi.authentication "tls" }}
- {name: kafka-user, mountPath: /etc/kafka/user, readOnly: true}
{{- end }}
{{- end }}
{{- end }}

{{- define "foretide.strimzi.volumes" -}}
{{- if .Values.strimzi.cluster -}}
- name: kafka-cluster
  secret: {secretName: {{ .Values.strimzi.cluster }}-cluster-ca-cert}
{{- if eq .Values.strimzi.authentication "tls" }}
- name: kafka-user
  secret: {secretName: {{ include "foretide.name" . }}}
{{- end }}
{{- end }}
{{- end }}
