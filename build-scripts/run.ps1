# Sets Zonewise up (seconds, once it has been done) and runs it on this machine.
$python = if (Get-Command py -ErrorAction SilentlyContinue) { "py" } else { "python" }
& $python "$PSScriptRoot\setup.py"
if ($LASTEXITCODE) { exit $LASTEXITCODE }
& "$PSScriptRoot\..\.venv\Scripts\zonewise.cmd" run @args
exit $LASTEXITCODE
