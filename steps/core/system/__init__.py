"""What one operating system has and another has not; nothing outside of this folder names it, and each part has a way
for systems without it.

parent.py       a process that ends with its parent
processes.py    memory, open files and limits of a process
memory_file.py  a file that nobody else can open
forking.py      what a process that was forked must not do on macOS
confinement.py  a process gives up files, network and other processes
landlock.py     no files, by Landlock (Linux)
seccomp.py      no system calls for network and processes, by seccomp (Linux)
"""
