{{/* Names are fixed: a WorkflowTemplate is named for its job, so a namespace holds one installation. */}}
{{- define "jobs.name" -}}background-jobs{{- end }}

{{- define "jobs.labels" -}}
app.kubernetes.io/name: {{ include "jobs.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: {{ include "jobs.name" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* What a Deployment and its Service know their pods by. Call with a component's name. */}}
{{- define "jobs.podLabels" -}}
app.kubernetes.io/component: {{ . }}
app.kubernetes.io/part-of: background-jobs
{{- end }}

{{/* Call with (dict "root" $ "name" "steps"). */}}
{{- define "jobs.image" -}}
{{- $digest := get .root.Values.image.digests .name }}
{{- with .root.Values.image }}
{{- with .registry }}{{ trimSuffix "/" . }}/{{ end }}background-jobs/{{ $.name }}
{{- if $digest }}@{{ $digest }}{{ else }}:{{ default $.root.Chart.AppVersion .tag }}{{ end }}
{{- end }}
{{- end }}

{{- define "jobs.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "jobs.containerSecurity" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
readOnlyRootFilesystem: true
{{- end }}

{{/* Which of the secrets holds the URL that steps connect with. */}}
{{- define "jobs.databaseSecret" -}}
{{- if and .Values.postgresql.enabled (eq .Values.steps.databaseKey "DATABASE_URL") }}{{ include "jobs.name" . }}-postgresql{{ else }}{{ .Values.secretName }}{{ end }}
{{- end }}

{{/* What the emulators take for a key. */}}
{{- define "jobs.emulatorKey" -}}emulator-cluster{{- end }}

{{/* Of the control plane: settings, then secrets, so that a secret wins where both name a variable. */}}
{{- define "jobs.envFrom" -}}
- configMapRef:
    name: {{ include "jobs.name" . }}
{{- if .Values.postgresql.enabled }}
- secretRef:
    name: {{ include "jobs.name" . }}-postgresql
{{- end }}
- secretRef:
    name: {{ .Values.secretName }}
    optional: {{ .Values.postgresql.enabled }}
{{- end }}

{{- define "jobs.volumeClaim" -}}
{{- if not .Values.storage.url }}{{ default (printf "%s-storage" (include "jobs.name" .)) .Values.storage.existingClaim }}{{ end }}
{{- end }}

{{- define "jobs.dataMap" -}}
{{- if .Values.gdpr.dataMap }}{{ .Values.gdpr.dataMap }}{{ else if and .Values.postgresql.enabled .Values.postgresql.sampleShop }}{{ .Files.Get "files/shop-data-map.yaml" }}{{ end }}
{{- end }}

{{/* Volumes and mounts of whatever runs our code, beside what it has already: documents, and the data map. */}}
{{- define "jobs.storageVolumes" -}}
{{- with include "jobs.volumeClaim" . }}
- name: storage
  persistentVolumeClaim:
    claimName: {{ . }}
{{- end }}
{{- end }}

{{- define "jobs.dataMapVolumes" -}}
{{- if include "jobs.dataMap" . }}
- name: data-map
  configMap:
    name: {{ include "jobs.name" . }}-data-map
{{- end }}
{{- end }}

{{- define "jobs.storageMounts" -}}
{{- if include "jobs.volumeClaim" . }}
- name: storage
  mountPath: /storage
{{- end }}
{{- end }}

{{- define "jobs.dataMapMounts" -}}
{{- if include "jobs.dataMap" . }}
- name: data-map
  mountPath: /etc/background-jobs
  readOnly: true
{{- end }}
{{- end }}

{{- define "jobs.volumes" -}}
{{ include "jobs.storageVolumes" . }}
{{ include "jobs.dataMapVolumes" . }}
{{- end }}

{{- define "jobs.volumeMounts" -}}
{{ include "jobs.storageMounts" . }}
{{ include "jobs.dataMapMounts" . }}
{{- end }}

{{/* The port of a URL in the values; 443 or 80 where it names none, nothing where there is no URL. */}}
{{- define "jobs.portOf" -}}
{{- with . }}
{{- $url := urlParse . }}
{{- $port := regexFind "[0-9]+$" (regexFind ":[0-9]+$" $url.host) }}
{{- default (ternary "80" "443" (eq $url.scheme "http")) $port }}
{{- end }}
{{- end }}

{{/* Where pipelines run, as the container that migrates is told. */}}
{{- define "jobs.runs" -}}
{{- if .Values.runs }}
- name: JOBS_RUNS
  value: {{ range $index, $name := keys .Values.runs | sortAlpha }}{{ if $index }},{{ end }}{{ $name }}={{ get $.Values.runs $name }}{{ end }}
{{- end }}
{{- end }}

{{/* What every container of the control image has in common. */}}
{{- define "jobs.controlContainer" -}}
image: {{ include "jobs.image" (dict "root" . "name" "control") }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
envFrom:
  {{- include "jobs.envFrom" . | nindent 2 }}
resources:
  {{- toYaml .Values.control.resources | nindent 2 }}
securityContext:
  {{- include "jobs.containerSecurity" . | nindent 2 }}
volumeMounts:
- name: tmp
  mountPath: /tmp
{{- include "jobs.volumeMounts" . }}
{{- end }}

{{/* A volume that its driver left to root becomes ours. Call with (dict "root" $ "image" … "volume" … "path" …). */}}
{{- define "jobs.ownVolume" -}}
{{- if .root.Values.volumePermissions.enabled }}
- name: own-{{ .volume }}
  image: {{ include "jobs.image" (dict "root" .root "name" .image) }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  command: [python, -c, "import os; os.chown('{{ .path }}', 10001, 10001)"]
  resources:
    requests: {cpu: 50m, memory: 32Mi}
    limits: {cpu: 500m, memory: 64Mi}
  securityContext:
    runAsNonRoot: false
    runAsUser: 0
    allowPrivilegeEscalation: false
    capabilities:
      drop: [ALL]
      add: [CHOWN]
    readOnlyRootFilesystem: true
  volumeMounts:
  - name: {{ .volume }}
    mountPath: {{ .path }}
{{- end }}
{{- end }}
