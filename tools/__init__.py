"""What only a maker of this project needs: samples, pages, pictures, releases."""
