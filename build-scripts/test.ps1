$python = if (Get-Command py -ErrorAction SilentlyContinue) { "py" } else { "python" }
& $python "$PSScriptRoot\test.py" @args
exit $LASTEXITCODE
