window.collapsar.start();
